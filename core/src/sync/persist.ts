import type { Clock } from '../deps.ts'
import { ElasticsearchError, isPatchbayError } from '../errors.ts'

const firstPause = 500
const longestPause = 10_000

/** Asks as often as it takes, within the patience of whoever made it. */
export type Patiently = <Answer>(ask: () => Promise<Answer>) => Promise<Answer>

/**
 * Repeats what may be repeated until Elasticsearch answers.
 * @param patience milliseconds for which it may fail to; asked each time.
 */
export const persist = async <Result>(
  clock: Pick<Clock, 'monotonic' | 'sleep'>,
  { patience, signal }: { patience: () => number; signal?: AbortSignal },
  action: () => Promise<Result>,
): Promise<Result> => {
  const since = clock.monotonic()
  for (let pause = firstPause; ; pause = Math.min(longestPause, pause * 2)) {
    try {
      return await action()
    } catch (error) {
      const passing = isPatchbayError(error) && error.code.startsWith('elasticsearch.un')
      const left = patience() - (clock.monotonic() - since)
      if (!passing || left <= 0) throw error
      const wanted = error instanceof ElasticsearchError ? (error.retryAfter ?? 0) : 0
      await clock.sleep(Math.max(pause, Math.min(wanted, left)), signal)
    }
  }
}
