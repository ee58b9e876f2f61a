import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** How the messages of a session are kept from being read or changed on the way. */
export interface Protection {
  /** Messages that go together are sealed as one; else each by itself. */
  together: boolean
  /** What goes out; a message as it is given may be changed. */
  seal(message: Buffer): Buffer
  /**
   * What came in.
   * @throws ForgedMessage for what the server didn't send so.
   */
  open(message: Buffer): Buffer
}

/** A message that is not from the server, or was changed on the way. */
export class ForgedMessage extends Error {
  override readonly name = 'ForgedMessage'
}

const signedFlag = 8
const [flagsAt, signatureAt, signatureEnd] = [16, 48, 64]
const sealedMark = 0xfd

type Sign = (message: Buffer) => Buffer

/** SMB 2: HMAC-SHA256 with the session's key. */
const hmac =
  (key: Buffer): Sign =>
  (message) =>
    createHmac('sha256', key).update(message).digest().subarray(0, 16)

const doubled = (block: Buffer): Buffer => {
  const number = BigInt(`0x${block.toString('hex')}`) << 1n
  const carried = number >> 128n === 0n ? number : (number & ((1n << 128n) - 1n)) ^ 0x87n
  return Buffer.from(carried.toString(16).padStart(32, '0'), 'hex')
}

/** AES-CMAC (RFC 4493), which Node has no name for: the last block of a CBC, whose own last block is changed by the key. */
export const cmac = (key: Buffer): Sign => {
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false)
  const whole = doubled(cipher.update(Buffer.alloc(16)))
  const cut = doubled(whole)
  return (message) => {
    const rest = message.length % 16
    const isWhole = rest === 0 && message.length > 0
    const padded = isWhole
      ? Buffer.from(message)
      : Buffer.concat([message, Buffer.from([0x80]), Buffer.alloc(15 - rest)])
    const last = padded.length - 16
    const change = isWhole ? whole : cut
    for (let at = 0; at < 16; at++) padded[last + at] = (padded[last + at] ?? 0) ^ (change[at] ?? 0)
    const chain = createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false)
    return chain.update(padded).subarray(-16)
  }
}

const signed = (sign: Sign): Protection => ({
  together: false,
  seal(message) {
    message.writeUInt32LE(message.readUInt32LE(flagsAt) | signedFlag, flagsAt)
    message.fill(0, signatureAt, signatureEnd)
    sign(message).copy(message, signatureAt)
    return message
  },
  open(message) {
    const given = Buffer.from(message.subarray(signatureAt, signatureEnd))
    const bare = Buffer.from(message).fill(0, signatureAt, signatureEnd)
    if (!timingSafeEqual(given, sign(bare))) throw new ForgedMessage('a signature is wrong')
    return message
  },
})

/** AES-128-GCM: nobody reads along, and nobody changes anything. */
const sealed = (out: Buffer, into: Buffer, session: bigint): Protection => ({
  together: true,
  seal(message) {
    const head = Buffer.alloc(52)
    head.writeUInt32BE(0xfd534d42, 0)
    randomBytes(12).copy(head, 20)
    head.writeUInt32LE(message.length, 36)
    head.writeUInt16LE(1, 42)
    head.writeBigUInt64LE(session, 44)
    const cipher = createCipheriv('aes-128-gcm', out, head.subarray(20, 32)).setAAD(head.subarray(20))
    const body = Buffer.concat([cipher.update(message), cipher.final()])
    cipher.getAuthTag().copy(head, 4)
    return Buffer.concat([head, body])
  },
  open(message) {
    if (message[0] !== sealedMark) throw new ForgedMessage('it is not encrypted')
    const decipher = createDecipheriv('aes-128-gcm', into, message.subarray(20, 32), { authTagLength: 16 })
      .setAAD(message.subarray(20, 52))
      .setAuthTag(message.subarray(4, 20))
    try {
      return Buffer.concat([decipher.update(message.subarray(52)), decipher.final()])
    } catch (error) {
      throw new ForgedMessage('it does not fit its key', { cause: error })
    }
  },
})

/** A key for one use, out of the session's (SP 800-108, counter mode, HMAC-SHA256). */
const keyFor = (use: string, key: Buffer, context: Buffer): Buffer =>
  createHmac('sha256', key)
    .update(Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from(`${use}\0\0`, 'latin1'), context]))
    .update(Buffer.from([0, 0, 0, 128]))
    .digest()
    .subarray(0, 16)

/** SMB 2.0.2 and 2.1. */
export const signedWith = (sessionKey: Buffer): Protection => signed(hmac(sessionKey))

/** SMB 3.1.1: keys depend on all that was said before, so that nobody could talk both ends into less. */
export const protectionsOf = (
  sessionKey: Buffer,
  said: Buffer,
  session: bigint,
): { signed: Protection; sealed: Protection } => ({
  signed: signed(cmac(keyFor('SMBSigningKey', sessionKey, said))),
  sealed: sealed(
    keyFor('SMBC2SCipherKey', sessionKey, said),
    keyFor('SMBS2CCipherKey', sessionKey, said),
    session,
  ),
})

/** What was said so far, as SMB 3.1.1 sums it up. */
export const summed = (before: Buffer, message: Buffer): Buffer =>
  createHash('sha512').update(before).update(message).digest()
