import { createHmac, randomBytes } from 'node:crypto'
import md4 from 'js-md4'
import { fileTime } from './file-time.ts'

/** Who signs in. A user name may name its domain: `DOMAIN\user`. */
export interface Login {
  username: string
  password: string
}

const signature = Buffer.from('NTLMSSP\0', 'latin1')
/** Unicode, target, signatures, NTLM, always signed, extended security, version, 128 and 56 bits. */
const flags = 0xa2088215
/** A version of the client, which nobody looks at. */
const version = Buffer.from([10, 0, 0, 0, 0, 0, 0, 15])
const targetInfoFlag = 0x00800000
/** Names of what a challenge tells: the end, flags, the time. */
const [endOfList, flagsId, timeId] = [0, 6, 7]
const payloadFrom = 88

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')
const md5 = (key: Buffer, ...parts: Buffer[]): Buffer =>
  createHmac('md5', key).update(Buffer.concat(parts)).digest()

/** What a client says first. */
export const negotiateMessage = (): Buffer => {
  const message = Buffer.alloc(40)
  signature.copy(message)
  message.writeUInt32LE(1, 8)
  message.writeUInt32LE(flags, 12)
  version.copy(message, 32)
  return message
}

interface Challenge {
  nonce: Buffer
  /** Names of the server and its time, as they have to come back. */
  info: Map<number, Buffer>
}

const readInfo = (bytes: Buffer): Map<number, Buffer> => {
  const found = new Map<number, Buffer>()
  for (let at = 0; at + 4 <= bytes.length;) {
    const id = bytes.readUInt16LE(at)
    const length = bytes.readUInt16LE(at + 2)
    if (id === endOfList) break
    found.set(id, bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return found
}

/** @throws RangeError for what is no challenge. */
const readChallenge = (message: Buffer): Challenge => {
  if (message.readUInt32LE(8) !== 2) throw new RangeError('not a challenge')
  const from = message.readUInt32LE(44)
  const bytes = message.subarray(from, from + message.readUInt16LE(40))
  return { nonce: message.subarray(24, 32), info: readInfo(bytes) }
}

const writeInfo = (info: ReadonlyMap<number, Buffer>): Buffer => {
  const parts = [...info].flatMap(([id, value]) => {
    const head = Buffer.alloc(4)
    head.writeUInt16LE(id, 0)
    head.writeUInt16LE(value.length, 2)
    return [head, value]
  })
  return Buffer.concat([...parts, Buffer.alloc(4)])
}

const splitName = (username: string): { domain: string; user: string } => {
  const [domain = '', ...user] = username.split('\\')
  return user.length === 0 ? { domain: '', user: domain } : { domain, user: user.join('\\') }
}

export interface Authentication {
  message: Buffer
  /** What both ends know by now, and nobody between them. */
  sessionKey: Buffer
}

/**
 * Answers a challenge with NTLM of version 2: the password stays here, and whoever changes one of the three messages on
 * the way is found out.
 * @throws RangeError for what is no challenge.
 */
export const authenticate = (
  { username, password }: Login,
  challengeMessage: Buffer,
  { random, now } = { random: randomBytes(8), now: Date.now() },
): Authentication => {
  const { nonce, info } = readChallenge(challengeMessage)
  const { domain, user } = splitName(username)
  const hash = Buffer.from(md4.arrayBuffer(utf16(password)))
  const key = md5(hash, utf16(user.toUpperCase() + domain))
  const time = info.get(timeId)
  const withCode = new Map(info)
  // Says that the three messages are signed.
  if (time !== undefined) withCode.set(flagsId, Buffer.from([2, 0, 0, 0]))
  const said = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    time ?? fileTime(now),
    random,
    Buffer.alloc(4),
    writeInfo(withCode),
    Buffer.alloc(4),
  ])
  const proof = md5(key, nonce, said)
  const sessionKey = md5(key, proof)
  const older = time === undefined ? Buffer.concat([md5(key, nonce, random), random]) : Buffer.alloc(24)
  const fields = [older, Buffer.concat([proof, said]), utf16(domain), utf16(user), utf16(''), Buffer.alloc(0)]
  const head = Buffer.alloc(payloadFrom)
  signature.copy(head)
  head.writeUInt32LE(3, 8)
  let at = payloadFrom
  for (const [index, { length }] of fields.entries()) {
    head.writeUInt16LE(length, 12 + index * 8)
    head.writeUInt16LE(length, 14 + index * 8)
    head.writeUInt32LE(at, 16 + index * 8)
    at += length
  }
  head.writeUInt32LE((flags | targetInfoFlag) >>> 0, 60)
  version.copy(head, 64)
  const message = Buffer.concat([head, ...fields])
  if (time !== undefined) md5(sessionKey, negotiateMessage(), challengeMessage, message).copy(message, 72)
  return { message, sessionKey }
}
