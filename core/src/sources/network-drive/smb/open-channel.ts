import { randomBytes } from 'node:crypto'
import { Channel, type Endpoint } from './channel.ts'
import { timeOf } from './file-time.ts'
import { type Answer, commands, slice, SmbError, statuses } from './message.ts'
import { authenticate, type Login, negotiateMessage } from './ntlm.ts'
import { protectionsOf, signedWith, summed } from './protection.ts'

export interface Place extends Endpoint {
  /** The first part of the path. */
  share: string
}

export interface OpenChannel {
  channel: Channel
  /** The server's clock, in milliseconds. */
  now: number
  /** Bytes that one read may ask for. */
  longestRead: number
}

/** The server let the user in as a guest, whose messages nobody can sign. */
export class GuestOnly extends Error {
  override readonly name = 'GuestOnly'
}

const [smb202, smb210, smb311] = [0x0202, 0x0210, 0x0311]
const dialects = [smb202, smb210, smb311]
const signingRequired = 2
const [hashes, ciphers] = [1, 2]
const [sha512, aes128gcm] = [1, 2]
const [guest, nobody] = [1, 2]
/** Both ends take messages of more than 64 KB. */
const largeMessages = 4
const encryption = 0x40

const context = (type: number, values: readonly number[], salt = Buffer.alloc(0)): Buffer => {
  const hasSalt = type === hashes
  const data = Buffer.alloc((hasSalt ? 4 : 2) + values.length * 2)
  data.writeUInt16LE(values.length, 0)
  if (hasSalt) data.writeUInt16LE(salt.length, 2)
  for (const [at, value] of values.entries()) data.writeUInt16LE(value, (hasSalt ? 4 : 2) + at * 2)
  const whole = Buffer.concat([data, salt])
  const head = Buffer.alloc(8)
  head.writeUInt16LE(type, 0)
  head.writeUInt16LE(whole.length, 2)
  return Buffer.concat([head, whole, Buffer.alloc((8 - (whole.length % 8)) % 8)])
}

const negotiateBody = (): Buffer => {
  const head = Buffer.alloc(36)
  head.writeUInt16LE(36, 0)
  head.writeUInt16LE(dialects.length, 2)
  head.writeUInt16LE(signingRequired, 4)
  head.writeUInt32LE(largeMessages | encryption, 8)
  randomBytes(16).copy(head, 12)
  const names = Buffer.alloc(Math.ceil((36 + dialects.length * 2) / 8) * 8 - 36)
  for (const [at, dialect] of dialects.entries()) names.writeUInt16LE(dialect, at * 2)
  head.writeUInt32LE(64 + 36 + names.length, 28)
  head.writeUInt16LE(2, 32)
  return Buffer.concat([
    head,
    names,
    context(hashes, [sha512], randomBytes(32)),
    context(ciphers, [aes128gcm]),
  ])
}

/** True when both ends can encrypt. */
const canEncrypt = (answer: Answer, from: number, count: number): boolean => {
  let at = from
  for (let left = count; left > 0; left--) {
    const head = slice(answer, at, 8)
    const length = head.readUInt16LE(2)
    const data = slice(answer, at + 8, length)
    if (head.readUInt16LE(0) === ciphers) return data.readUInt16LE(2) === aes128gcm
    at += Math.ceil((8 + length) / 8) * 8
  }
  return false
}

interface Agreed {
  dialect: number
  encrypts: boolean
  now: number
  longest: number
}

const negotiate = async (channel: Channel): Promise<Agreed> => {
  const answer = await channel.ask({ command: commands.negotiate, body: negotiateBody() })
  const body = slice(answer, 64, 64)
  const dialect = body.readUInt16LE(4)
  if (!dialects.includes(dialect)) throw new SmbError(statuses.notSupported)
  channel.large = dialect !== smb202 && (body.readUInt32LE(24) & largeMessages) !== 0
  return {
    dialect,
    encrypts: dialect === smb311 && canEncrypt(answer, body.readUInt32LE(60), body.readUInt16LE(6)),
    now: timeOf(body.readBigUInt64LE(40)),
    longest: Math.min(body.readUInt32LE(28), body.readUInt32LE(32)),
  }
}

const setupBody = (token: Buffer): Buffer => {
  const head = Buffer.alloc(24)
  head.writeUInt16LE(25, 0)
  head.writeUInt8(signingRequired, 3)
  head.writeUInt16LE(64 + 24, 12)
  head.writeUInt16LE(token.length, 14)
  return Buffer.concat([head, token])
}

const tokenOf = (answer: Answer): Buffer => {
  const body = slice(answer, 64, 8)
  return slice(answer, body.readUInt16LE(4), body.readUInt16LE(6))
}

/** Signs in; from then on every message is encrypted where both ends can, else signed. */
const signIn = async (
  channel: Channel,
  login: Login,
  { dialect, encrypts, said }: Agreed & { said: () => Buffer },
): Promise<void> => {
  const first = await channel.ask({
    command: commands.sessionSetup,
    body: setupBody(negotiateMessage()),
    also: [statuses.moreProcessing],
  })
  channel.sessionId = first.sessionId
  const { message, sessionKey } = authenticate(login, tokenOf(first))
  const last = await channel.ask({ command: commands.sessionSetup, body: setupBody(message) })
  if ((slice(last, 64, 8).readUInt16LE(2) & (guest | nobody)) !== 0) throw new GuestOnly('a guest')
  if (dialect !== smb311) {
    channel.protection = signedWith(sessionKey)
    return
  }
  const { signed, sealed } = protectionsOf(sessionKey, said(), first.sessionId)
  // That it is the server that has the password: its word alone would not say so.
  signed.open(last.message)
  channel.protection = encrypts ? sealed : signed
}

const diskShare = 1

const connectTree = async (channel: Channel, { host, share }: Place): Promise<void> => {
  const path = Buffer.from(`\\\\${host}\\${share}`, 'utf16le')
  const head = Buffer.alloc(8)
  head.writeUInt16LE(9, 0)
  head.writeUInt16LE(64 + 8, 4)
  head.writeUInt16LE(path.length, 6)
  const answer = await channel.ask({ command: commands.treeConnect, body: Buffer.concat([head, path]) })
  if (slice(answer, 64, 16).readUInt8(2) !== diskShare) throw new SmbError(statuses.badNetworkName)
  channel.treeId = answer.treeId
}

/**
 * Connects, signs in and opens a share: by SMB 3.1.1 encrypted or signed, by 2.1 and 2.0.2 signed. What neither signs nor
 * encrypts is refused.
 * @throws SmbError, GuestOnly, ForgedMessage; an error with Node's code for the way there.
 */
export const openChannel = async (place: Place, login: Login, server: string): Promise<OpenChannel> => {
  const channel = await Channel.open(place, server)
  try {
    let said: Buffer = Buffer.alloc(64)
    let before: Buffer = said
    channel.onMessage = (message) => {
      before = said
      said = summed(said, message)
    }
    const agreed = await negotiate(channel)
    // The last answer of a session's making is not part of what its keys are made of.
    await signIn(channel, login, { ...agreed, said: () => before })
    channel.onMessage = undefined
    await connectTree(channel, place)
    return { channel, now: agreed.now, longestRead: agreed.longest }
  } catch (error) {
    channel.close()
    throw error
  }
}
