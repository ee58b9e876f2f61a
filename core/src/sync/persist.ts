import type { Clock } from '../deps.ts'
import { isPatchbayError } from '../errors.ts'

const firstPause = 500
const longestPause = 10_000

/**
 * Repeats what may be repeated until Elasticsearch answers.
 * @param patience milliseconds for which it may fail to; asked each time.
 */
export const persist = async (
  clock: Pick<Clock, 'monotonic' | 'sleep'>,
  patience: () => number,
  action: () => Promise<void>,
): Promise<void> => {
  const since = clock.monotonic()
  for (let pause = firstPause; ; pause = Math.min(longestPause, pause * 2)) {
    try {
      return await action()
    } catch (error) {
      const passing = isPatchbayError(error) && error.code.startsWith('elasticsearch.un')
      if (!passing || clock.monotonic() - since > patience()) throw error
      await clock.sleep(pause)
    }
  }
}
