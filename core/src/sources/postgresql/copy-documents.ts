import type pg from 'pg'
import { PatchbayError } from '../../errors.ts'
import { BinaryRows, type DocumentRow } from './binary-rows.ts'
import { CopyMessages } from './copy-messages.ts'

/** Bytes that are read ahead of who consumes the rows. */
const readAhead = 256 * 1024

/** Node has no closer word for them. */
const isListener = (listener: unknown): listener is (chunk: Buffer) => void => typeof listener === 'function'

/** Rows that came together. They are slices of what `free` gives back. */
export interface RowsRead {
  rows: readonly DocumentRow[]
  /** Of the chunks that they came in. */
  bytes: number
  free: () => void
}

/** At once: the collector of garbage counts only what is small, and would let dozens of megabytes come together. */
const freed = (chunk: Buffer): void => {
  const { buffer, byteLength } = chunk
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0)
}

/**
 * A COPY as a query of the driver. While it runs it reads what the server sends by itself, without copying: the driver's
 * own way through a stream copies each byte twice more.
 */
class CopyQuery {
  readonly #sql: string
  readonly #rows = new BinaryRows()
  readonly #pages: RowsRead[] = []
  #rowsOfChunk: DocumentRow[] = []
  /** Of chunks whose rows are not told yet: one row may be many chunks long. */
  #bytes = 0
  #waiting = 0
  #ended = false
  #failure: Error | undefined
  #wake: () => void = () => {}
  #stream: pg.Connection['stream'] | undefined
  #detach: () => void = () => {}

  constructor(sql: string) {
    this.#sql = sql
  }

  // The driver calls the next four.
  submit(connection: pg.Connection): void {
    const { stream } = connection
    this.#stream = stream
    const drivers = stream.listeners('data').filter(isListener)
    const messages = new CopyMessages({
      data: (bytes, from, to) => this.#rows.read(bytes, { from, to }, this.#rowsOfChunk),
    })
    const take = (chunk: Buffer): void => {
      const rest = this.#take(messages, chunk)
      if (rest === undefined) return
      this.#detach()
      if (rest.length > 0) stream.emit('data', rest)
      this.#end()
    }
    this.#detach = () => {
      stream.off('data', take)
      for (const listener of drivers) stream.on('data', listener)
      this.#detach = () => {}
      stream.resume()
    }
    stream.removeAllListeners('data')
    stream.on('data', take)
    connection.query(this.#sql)
  }

  handleError(error: unknown): void {
    this.#detach()
    this.#end(error)
  }

  handleCommandComplete(): void {}
  handleReadyForQuery(): void {}

  /** The rows, a chunk of them at a time. The server is read only as fast as they are taken. */
  async *pages(): AsyncGenerator<RowsRead> {
    for (;;) {
      const page = this.#pages.shift()
      if (page !== undefined) {
        yield page
        this.#waiting -= page.bytes
        if (this.#waiting < readAhead && !this.#ended) this.#stream?.resume()
        continue
      }
      if (this.#failure !== undefined) throw this.#failure
      if (this.#ended) break
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    if (!this.#rows.ended) throw wasCut()
  }

  #take(messages: CopyMessages, chunk: Buffer): Buffer | undefined {
    let rest: Buffer | undefined
    try {
      rest = messages.push(chunk)
    } catch (error) {
      this.#end(error)
    }
    const rows = this.#rowsOfChunk
    this.#bytes += chunk.length
    if (rows.length === 0) return rest
    const bytes = this.#bytes
    this.#rowsOfChunk = []
    this.#bytes = 0
    // The driver keeps what is for it.
    const free = rest === undefined ? () => freed(chunk) : () => {}
    this.#pages.push({ rows, bytes, free })
    this.#waiting += bytes
    if (this.#waiting >= readAhead) this.#stream?.pause()
    this.#wake()
    return rest
  }

  #end(error?: unknown): void {
    this.#ended = true
    if (error !== undefined)
      this.#failure ??= error instanceof Error ? error : new Error('PostgreSQL failed.', { cause: error })
    this.#wake()
  }
}

const wasCut = (): PatchbayError =>
  new PatchbayError('source.unreachable', 'The connection to PostgreSQL was cut in the middle of a table.', {
    next: 'Look at the log of the server, then sync again.',
  })

/**
 * Streams the rows of a query of (id, json). PostgreSQL is read only as fast as rows are taken.
 * @throws whatever the driver throws, and an error when the stream ended before its trailer.
 */
export const copyDocuments = (client: pg.Client, query: string): AsyncGenerator<RowsRead> =>
  client.query(new CopyQuery(`COPY (${query}) TO STDOUT (FORMAT binary)`)).pages()
