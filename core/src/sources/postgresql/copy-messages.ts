const headLength = 5

/** What a message is called in the protocol of PostgreSQL. */
const messages = { copyData: 0x64, copyDone: 0x63 } as const

/** What may come between the data of a COPY and says nothing about it: its beginning, settings, notices. */
const between = new Set([0x48, 0x53, 0x4e, 0x41])

export interface CopyReceiver {
  /** The data of one message: bytes from `from` to before `to`. */
  data(bytes: Buffer, from: number, to: number): void
}

/**
 * Takes the data of a COPY out of what a server sends, chunk by chunk. Data are told by their place in the chunk; only a
 * message that lies across two chunks is copied, once.
 */
export class CopyMessages {
  readonly #receiver: CopyReceiver
  readonly #head = Buffer.alloc(headLength)
  #headFilled = 0
  #body: Buffer | undefined
  #filled = 0

  constructor(receiver: CopyReceiver) {
    this.#receiver = receiver
  }

  /** @returns what comes after the data, which is for somebody else; undefined while they go on. */
  push(chunk: Buffer): Buffer | undefined {
    let at = 0
    while (at < chunk.length) {
      if (this.#body !== undefined) {
        at += this.#fill(this.#body, chunk, at)
        continue
      }
      const whole = this.#headFilled === 0 && chunk.length - at >= headLength
      if (!whole) {
        const copied = chunk.copy(this.#head, this.#headFilled, at, at + headLength - this.#headFilled)
        this.#headFilled += copied
        at += copied
        if (this.#headFilled < headLength) return undefined
        this.#headFilled = 0
      }
      const head = whole ? chunk : this.#head
      const start = whole ? at : 0
      const code = head[start]
      if (code === messages.copyDone) return chunk.subarray(whole ? at + headLength : at)
      if (code !== messages.copyData && !between.has(code ?? 0)) {
        return whole ? chunk.subarray(at) : Buffer.concat([this.#head, chunk.subarray(at)])
      }
      if (whole) at += headLength
      const length = head.readUInt32BE(start + 1) - 4
      if (chunk.length - at >= length) {
        if (code === messages.copyData) this.#receiver.data(chunk, at, at + length)
        at += length
        continue
      }
      head.copy(this.#head, 0, start, start + headLength)
      this.#body = Buffer.allocUnsafeSlow(length)
      this.#filled = 0
    }
    return undefined
  }

  #fill(body: Buffer, chunk: Buffer, at: number): number {
    const copied = chunk.copy(body, this.#filled, at, at + body.length - this.#filled)
    this.#filled += copied
    if (this.#filled === body.length) {
      this.#body = undefined
      if (this.#head[0] === messages.copyData) this.#receiver.data(body, 0, body.length)
    }
    return copied
  }
}
