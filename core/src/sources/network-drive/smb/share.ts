import { type Answer, commands, slice, SmbError, statuses } from './message.ts'
import { directoryEntries, type Entry } from './directory-entries.ts'
import type { OpenChannel } from './open-channel.ts'

const access = { readData: 0x1, readAttributes: 0x80, readControl: 0x20000, synchronize: 0x100000 } as const
const options = { folder: 0x1, noFolder: 0x40 } as const
const openExisting = 1
const everySharing = 7
const impersonation = 2
const fileIdFull = 38
const securityInfo = 3
const rightsOfIt = 4
const largestSecurity = 65_536

const createBody = (path: string, wanted: number, kind: number): Buffer => {
  const name = Buffer.from(path, 'utf16le')
  const head = Buffer.alloc(56)
  head.writeUInt16LE(57, 0)
  head.writeUInt32LE(impersonation, 4)
  head.writeUInt32LE(wanted, 24)
  head.writeUInt32LE(everySharing, 32)
  head.writeUInt32LE(openExisting, 36)
  head.writeUInt32LE(kind, 40)
  head.writeUInt16LE(64 + 56, 44)
  head.writeUInt16LE(name.length, 46)
  return Buffer.concat([head, name.length === 0 ? Buffer.alloc(1) : name])
}

/** What is wanted of it, and what it has to be. */
type Opening = readonly [access: number, options: number]
const toList: Opening = [access.readData | access.readAttributes | access.synchronize, options.folder]
const toRead: Opening = [access.readData | access.readAttributes, options.noFolder]
const toKnowRights: Opening = [access.readControl, 0]

interface Handle {
  id: Buffer
  size: number
}

const closeBody = (id: Buffer): Buffer => {
  const body = Buffer.alloc(24)
  body.writeUInt16LE(24, 0)
  id.copy(body, 8)
  return body
}

const listBody = (id: Buffer, size: number): Buffer => {
  const body = Buffer.alloc(34)
  body.writeUInt16LE(33, 0)
  body.writeUInt8(fileIdFull, 2)
  id.copy(body, 8)
  body.writeUInt16LE(64 + 32, 24)
  body.writeUInt16LE(2, 26)
  body.writeUInt32LE(size, 28)
  body.write('*', 32, 'utf16le')
  return body
}

const readBody = (id: Buffer, from: number, size: number): Buffer => {
  const body = Buffer.alloc(49)
  body.writeUInt16LE(49, 0)
  body.writeUInt8(80, 2)
  body.writeUInt32LE(size, 4)
  body.writeBigUInt64LE(BigInt(from), 8)
  id.copy(body, 16)
  return body
}

const securityBody = (id: Buffer): Buffer => {
  const body = Buffer.alloc(41)
  body.writeUInt16LE(41, 0)
  body.writeUInt8(securityInfo, 2)
  body.writeUInt32LE(largestSecurity, 4)
  body.writeUInt32LE(rightsOfIt, 16)
  id.copy(body, 24)
  return body
}

/** Of messages that go together: what the first of them opened. */
const justOpened = Buffer.alloc(16, 0xff)

/** What answers to two questions say in the same place: where the bytes are, and how many. */
const bytesOf = (answer: Answer): Buffer => {
  const body = slice(answer, 64, 8)
  return slice(answer, body.readUInt16LE(2), body.readUInt32LE(4))
}

/** A share that is open for reading. Paths are relative to it, with backslashes; the share itself is the empty one. */
export class Share {
  readonly #channel: OpenChannel['channel']
  readonly #longestRead: number
  /** The server's clock when it was opened, in milliseconds. */
  readonly now: number

  constructor({ channel, now, longestRead }: OpenChannel) {
    this.#channel = channel
    this.#longestRead = longestRead
    this.now = now
  }

  get isOpen(): boolean {
    return this.#channel.isOpen
  }

  close(): void {
    this.#channel.close()
  }

  get #room(): number {
    return Math.min(this.#channel.room, this.#longestRead)
  }

  async #with<T>(path: string, [wanted, kind]: Opening, use: (handle: Handle) => Promise<T>): Promise<T> {
    const { create: command } = commands
    const opened = await this.#channel.ask({ command, body: createBody(path, wanted, kind) })
    const body = slice(opened, 64, 88)
    const handle = { id: Buffer.from(body.subarray(64, 80)), size: Number(body.readBigUInt64LE(48)) }
    try {
      return await use(handle)
    } finally {
      // A connection that is gone has closed it.
      if (this.isOpen) await this.#channel.ask({ command: commands.close, body: closeBody(handle.id) })
    }
  }

  /** All that a folder holds, however much that is. */
  list(path: string): Promise<Entry[]> {
    return this.#with(path, toList, async ({ id }) => {
      const entries: Entry[] = []
      for (;;) {
        const size = this.#room
        const answer = await this.#channel.ask({
          command: commands.queryDirectory,
          body: listBody(id, size),
          size,
          also: [statuses.noMoreFiles, statuses.noSuchFile],
        })
        if (answer.status !== statuses.success) return entries
        entries.push(...directoryEntries(bytesOf(answer)))
      }
    })
  }

  /** The bytes of a file, or so many of them. */
  read(path: string, { signal, atMost }: { signal: AbortSignal; atMost: number }): Promise<Buffer> {
    return this.#with(path, toRead, async (handle) => {
      const chunks: Buffer[] = []
      const end = Math.min(handle.size, atMost)
      let at = 0
      while (at < end) {
        signal.throwIfAborted()
        const size = Math.min(this.#room, end - at)
        const answer = await this.#channel.ask({
          command: commands.read,
          body: readBody(handle.id, at, size),
          size,
          also: [statuses.endOfFile],
        })
        if (answer.status === statuses.endOfFile) break
        const body = slice(answer, 64, 16)
        const chunk = slice(answer, body.readUInt8(2), body.readUInt32LE(4))
        if (chunk.length === 0) break
        chunks.push(chunk)
        at += chunk.length
      }
      return Buffer.concat(chunks)
    })
  }

  /** Who may do what with a file or folder, as a security descriptor: opened, asked and closed in one message. */
  async security(path: string): Promise<Buffer> {
    const { create, queryInfo, close } = commands
    const [wanted, kind] = toKnowRights
    const askOf = (id: Buffer) => ({ command: queryInfo, body: securityBody(id), size: largestSecurity })
    // A server that grants less at a time is asked one after the other.
    if (!this.#channel.mayAsk(3)) {
      return this.#with(path, toKnowRights, async ({ id }) => bytesOf(await this.#channel.ask(askOf(id))))
    }
    const answers = await this.#channel.askTogether([
      { command: create, body: createBody(path, wanted, kind) },
      askOf(justOpened),
      { command: close, body: closeBody(justOpened) },
    ])
    // What can't be opened can't be asked either: the first refusal is the reason.
    const refusal = answers.find(({ status }) => status !== statuses.success)
    const [, answer] = answers
    if (refusal !== undefined || answer === undefined) throw new SmbError(refusal?.status ?? 0)
    return bytesOf(answer)
  }
}
