import type { Clock } from '../deps.ts'

/** Milliseconds that Elasticsearch may ask to be left alone for; a longer wish is granted up to here, then it is asked. */
const longestRest = 60_000

/**
 * How hard one sync may press Elasticsearch: fewer requests at the same time while documents find no room, one more
 * again when as many as there may be were taken wholly; none at all for as long as it asks for.
 */
export class Pace {
  readonly #clock: Pick<Clock, 'monotonic' | 'sleep'>
  readonly #most: number
  #requests: number
  #taken = 0
  #until = -Infinity

  /** @param most requests under way at the same time. */
  constructor(clock: Pick<Clock, 'monotonic' | 'sleep'>, most: number) {
    this.#clock = clock
    this.#most = most
    this.#requests = most
  }

  /** Requests that may be under way now. */
  get requests(): number {
    return this.#requests
  }

  /** Notes that a request was taken wholly. */
  taken(): void {
    this.#taken += 1
    if (this.#taken < this.#requests) return
    this.#taken = 0
    this.#requests = Math.min(this.#most, this.#requests + 1)
  }

  /**
   * Notes that there was no room for some or all of a request.
   * @param milliseconds for how long Elasticsearch wants to be left alone, where it says so.
   */
  refused(milliseconds = 0): void {
    this.#taken = 0
    this.#requests = Math.max(1, this.#requests >> 1)
    if (milliseconds > 0)
      this.#until = Math.max(this.#until, this.#clock.monotonic() + Math.min(milliseconds, longestRest))
  }

  /** Waits until Elasticsearch may be asked again. */
  async wait(signal: AbortSignal): Promise<void> {
    for (;;) {
      const left = this.#until - this.#clock.monotonic()
      if (left <= 0) return
      await this.#clock.sleep(left, signal)
    }
  }
}
