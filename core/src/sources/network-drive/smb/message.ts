/** What is asked of a server. */
export const commands = {
  negotiate: 0,
  sessionSetup: 1,
  treeConnect: 3,
  create: 5,
  close: 6,
  read: 8,
  queryDirectory: 14,
  queryInfo: 16,
} as const
export type Command = (typeof commands)[keyof typeof commands]

/** Bytes of a header, before which no body begins. */
const headerSize = 64

export interface Head {
  command: Command
  messageId: bigint
  /** Credits that it costs: one for each 64 KB that go either way. */
  charge: number
  treeId: number
  sessionId: bigint
}

/** Credits asked for with each message: enough for the largest read. */
const wanted = 64

export const messageOf = ({ command, messageId, charge, treeId, sessionId }: Head, body: Buffer): Buffer => {
  const message = Buffer.alloc(headerSize + body.length)
  message.writeUInt32BE(0xfe534d42, 0)
  message.writeUInt16LE(headerSize, 4)
  message.writeUInt16LE(charge, 6)
  message.writeUInt16LE(command, 12)
  message.writeUInt16LE(wanted, 14)
  message.writeBigUInt64LE(messageId, 24)
  message.writeUInt32LE(treeId, 36)
  message.writeBigUInt64LE(sessionId, 40)
  body.copy(message, headerSize)
  return message
}

const [flagsAt, nextAt, related] = [16, 20, 4]

/** Messages that go together: each is about what the one before opened. */
export const chained = (messages: readonly Buffer[]): Buffer[] =>
  messages.map((message, at) => {
    if (at > 0) message.writeUInt32LE(message.readUInt32LE(flagsAt) | related, flagsAt)
    if (at === messages.length - 1) return message
    const padded = Buffer.concat([message, Buffer.alloc((8 - (message.length % 8)) % 8)])
    padded.writeUInt32LE(padded.length, nextAt)
    return padded
  })

/** Answers that came together. @throws RangeError for nonsense. */
export const unchained = (messages: Buffer): Buffer[] => {
  const next = messages.readUInt32LE(nextAt)
  if (next === 0) return [messages]
  if (next < headerSize || next > messages.length) throw new RangeError('an answer is cut off')
  return [messages.subarray(0, next), ...unchained(messages.subarray(next))]
}

/** An answer. Places in it count from the beginning of its header. */
export interface Answer {
  message: Buffer
  status: number
  credits: number
  messageId: bigint
  treeId: number
  sessionId: bigint
}

/** @throws RangeError for what is no answer. */
export const readAnswer = (message: Buffer): Answer => {
  if (message.readUInt32BE(0) !== 0xfe534d42) throw new RangeError('not SMB 2')
  return {
    message,
    status: message.readUInt32LE(8),
    credits: message.readUInt16LE(14),
    messageId: message.readBigUInt64LE(24),
    treeId: message.readUInt32LE(36),
    sessionId: message.readBigUInt64LE(40),
  }
}

/** A part of an answer. @throws RangeError where the answer ends before it. */
export const slice = ({ message }: Pick<Answer, 'message'>, from: number, length: number): Buffer => {
  if (from < headerSize || from + length > message.length) throw new RangeError('an answer is cut off')
  return message.subarray(from, from + length)
}

/** What servers answer, by name, as far as anybody asks. */
export const statuses = {
  success: 0,
  pending: 0x103,
  noMoreFiles: 0x80000006,
  bufferOverflow: 0x80000005,
  noSuchFile: 0xc000000f,
  endOfFile: 0xc0000011,
  moreProcessing: 0xc0000016,
  accessDenied: 0xc0000022,
  nameNotFound: 0xc0000034,
  pathNotFound: 0xc000003a,
  sharingViolation: 0xc0000043,
  deletePending: 0xc0000056,
  logonFailure: 0xc000006d,
  accountRestriction: 0xc000006e,
  passwordExpired: 0xc0000071,
  accountDisabled: 0xc0000072,
  fileIsDirectory: 0xc00000ba,
  notSupported: 0xc00000bb,
  badNetworkName: 0xc00000cc,
  notDirectory: 0xc0000103,
  passwordMustChange: 0xc0000224,
  accountLocked: 0xc0000234,
  pathNotCovered: 0xc0000257,
} as const

/** A request that the server refused. */
export class SmbError extends Error {
  override readonly name = 'SmbError'
  readonly status: number
  constructor(status: number) {
    super(`the server answered with the status 0x${status.toString(16)}`)
    this.status = status
  }
}
