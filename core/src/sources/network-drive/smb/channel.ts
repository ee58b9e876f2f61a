import { connect, type LookupFunction, type Socket } from 'node:net'
import { type TimeLimit, timeLimit } from '../../time-limit.ts'
import {
  type Answer,
  chained,
  type Command,
  messageOf,
  readAnswer,
  SmbError,
  statuses,
  unchained,
} from './message.ts'
import type { Protection } from './protection.ts'

/** Larger messages are not asked for. */
const longestMessage = 2 * 1024 * 1024
/** Bytes that one credit pays for. */
const creditBytes = 65_536
/** What a server sends without having been asked. */
const unasked = 0xffff_ffff_ffff_ffffn

export interface Asked {
  command: Command
  body: Buffer
  /** Bytes that the answer may hold. */
  size?: number
  /** Statuses that are an answer, not an error. */
  also?: readonly number[]
}

export interface Endpoint {
  host: string
  port: number
  lookup?: LookupFunction | undefined
}

/** One request after the other over one connection, each with its answer. */
export class Channel {
  readonly #socket: Socket
  readonly #limit: TimeLimit
  #received: Buffer[] = []
  #bytes = 0
  #wake: (() => void) | undefined
  #failed: Error | undefined
  #last: Promise<unknown> = Promise.resolve()
  #messageId = 0n
  #credits = 1
  /** SMB 2.0.2 knows no messages of more than one credit. */
  large = false
  treeId = 0
  sessionId = 0n
  protection: Protection | undefined
  /** Sees what goes out and comes in, while a session is made. */
  onMessage: ((message: Buffer) => void) | undefined

  private constructor(socket: Socket, server: string) {
    this.#socket = socket
    this.#limit = timeLimit(server, new AbortController().signal)
    socket.on('data', (chunk: Buffer) => {
      this.#received.push(chunk)
      this.#bytes += chunk.length
      this.#wake?.()
    })
    const end = (error?: Error): void => {
      this.#failed ??= error ?? Object.assign(new Error('the connection ended'), { code: 'ECONNRESET' })
      this.#wake?.()
    }
    socket.on('error', end)
    socket.on('close', () => end())
    this.#limit.signal.addEventListener('abort', () => socket.destroy(), { once: true })
  }

  static async open({ host, port, lookup }: Endpoint, server: string): Promise<Channel> {
    const socket = connect({ host, port, keepAlive: true, noDelay: true, lookup })
    const channel = new Channel(socket, server)
    await channel.#limit.each(
      () =>
        new Promise<void>((resolve, reject) => {
          socket.once('connect', resolve)
          socket.once('error', reject)
          socket.once('close', () => reject(channel.#failed ?? new Error('the connection ended')))
        }),
    )
    return channel
  }

  get isOpen(): boolean {
    return this.#failed === undefined
  }

  close(): void {
    this.#socket.destroy()
  }

  /** Bytes that one answer may hold with the credits there are. */
  get room(): number {
    return this.large ? Math.min(Math.max(1, this.#credits) * creditBytes, 1024 * 1024) : creditBytes
  }

  /** Whether so many questions, which ask for little, may go together. */
  mayAsk(questions: number): boolean {
    return this.#credits >= questions
  }

  /**
   * Waits for its turn, asks, and waits for the answer.
   * @throws SmbError for a refusal; an error with Node's code for a broken connection; RangeError for nonsense.
   */
  async ask(asked: Asked): Promise<Answer> {
    const [answer] = await this.#inTurn(() => this.#ask([asked]))
    if (answer === undefined) throw new RangeError('no answer')
    if (answer.status !== statuses.success && asked.also?.includes(answer.status) !== true)
      throw new SmbError(answer.status)
    return answer
  }

  /**
   * The same for questions in one message, each about what the one before opened. Refusals are answers too.
   * @throws as `ask`, but for refusals.
   */
  askTogether(asked: readonly Asked[]): Promise<Answer[]> {
    return this.#inTurn(() => this.#ask(asked))
  }

  #inTurn(ask: () => Promise<Answer[]>): Promise<Answer[]> {
    const answers = this.#last.then(ask)
    this.#last = answers.catch(() => {})
    return answers
  }

  #messageOf({ command, body, size = 0 }: Asked): { message: Buffer; messageId: bigint } {
    const charge = this.large ? Math.max(1, Math.ceil(size / creditBytes)) : 0
    const { treeId, sessionId } = this
    const messageId = this.#messageId
    this.#messageId += BigInt(Math.max(1, charge))
    this.#credits -= Math.max(1, charge)
    return { message: messageOf({ command, messageId, charge, treeId, sessionId }, body), messageId }
  }

  async #ask(asked: readonly Asked[]): Promise<Answer[]> {
    if (this.#failed !== undefined) throw this.#failed
    const { protection } = this
    const made = asked.map((one) => this.#messageOf(one))
    const messages = chained(made.map(({ message }) => message))
    for (const message of messages) this.onMessage?.(message)
    const seal = (message: Buffer): Buffer => protection?.seal(message) ?? message
    const out =
      protection?.together === true ? seal(Buffer.concat(messages)) : Buffer.concat(messages.map(seal))
    const frame = Buffer.alloc(4)
    frame.writeUInt32BE(out.length, 0)
    this.#socket.write(Buffer.concat([frame, out]))
    try {
      return await this.#limit.each(() =>
        this.#answersTo(
          made.map(({ messageId }) => messageId),
          protection,
        ),
      )
    } catch (error) {
      // After nonsense nobody knows where the next answer begins.
      this.close()
      throw error
    }
  }

  async #answersTo(messageIds: readonly bigint[], protection: Protection | undefined): Promise<Answer[]> {
    const answers = new Map<bigint, Answer>()
    while (answers.size < messageIds.length) {
      const frame = await this.#frame()
      const isSealed = frame[0] === 0xfd
      const opened = isSealed && protection !== undefined ? protection.open(frame) : frame
      for (const message of unchained(opened)) {
        const answer = readAnswer(message)
        this.#credits += answer.credits
        // It says that the answer takes longer, or that a file is wanted elsewhere; neither carries anything.
        if (answer.status === statuses.pending || answer.messageId === unasked) continue
        if (!messageIds.includes(answer.messageId))
          throw new RangeError('an answer to nothing that was asked')
        if (!isSealed) protection?.open(message)
        this.onMessage?.(answer.message)
        answers.set(answer.messageId, answer)
      }
    }
    return messageIds.flatMap((id) => answers.get(id) ?? [])
  }

  async #frame(): Promise<Buffer> {
    const length = (await this.#take(4)).readUInt32BE(0)
    if (length > longestMessage) throw new RangeError('an answer is too long')
    return this.#take(length)
  }

  async #take(length: number): Promise<Buffer> {
    while (this.#bytes < length) {
      if (this.#failed !== undefined) throw this.#failed
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    const all = this.#received.length === 1 ? this.#received[0] : Buffer.concat(this.#received)
    const bytes = all ?? Buffer.alloc(0)
    this.#received = bytes.length > length ? [bytes.subarray(length)] : []
    this.#bytes -= length
    return bytes.subarray(0, length)
  }
}
