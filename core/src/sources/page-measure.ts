/** Bytes of JSON in one page, so that memory doesn't depend on the size of documents. */
const pageBytes = 256 * 1024

/** Milliseconds that a document of a slow source waits for others; then it goes with the next one that comes. */
const longestWait = 1_000

/** Tells when the documents that came so far are a page. */
export class PageMeasure {
  readonly #monotonic: () => number
  #bytes = 0
  #since: number | undefined

  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic
  }

  /**
   * Counts what came.
   * @returns whether it is a page with what came before; the next page begins then.
   */
  completes(bytes: number): boolean {
    const now = this.#monotonic()
    this.#since ??= now
    this.#bytes += bytes
    if (this.#bytes < pageBytes && now - this.#since < longestWait) return false
    this.#bytes = 0
    this.#since = undefined
    return true
  }
}
