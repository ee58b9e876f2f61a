import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../deps.ts'

/** Milliseconds that one thing may keep everything else waiting: leases are renewed and other syncs go on in between. */
const longest = 10

/** Lets the rest of the process have its turn while one thing takes long. */
export class Turns {
  readonly #clock: Pick<Clock, 'monotonic'>
  #since: number

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock
    this.#since = clock.monotonic()
  }

  /** Asked often; there is something to wait for only when it is the others' turn. */
  give(): Promise<void> | undefined {
    if (this.#clock.monotonic() - this.#since < longest) return undefined
    return setImmediate().then(() => void (this.#since = this.#clock.monotonic()))
  }
}
