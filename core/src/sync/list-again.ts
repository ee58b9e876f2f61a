import type { JsonObject } from '../lib/json.ts'
import type { SourcePage } from '../sources/data-source.ts'
import { isLost, type Trying, waitForTry } from './try-again.ts'

/** The listing broke off and goes on from its last checkpoint, or begins anew: what came since then comes again. */
export interface ListedAgain {
  kind: 'again'
}

/** Lists from a checkpoint on, or everything. */
type List = (resume: JsonObject | undefined) => AsyncIterable<SourcePage>

/**
 * The pages of a source that may be lost on the way. A listing that got to another checkpoint has all its tries again.
 * @throws what the source throws, once it was tried often enough, or where trying again is of no use.
 */
export async function* listAgain(
  trying: Trying,
  list: List,
  resume?: JsonObject,
): AsyncGenerator<SourcePage | ListedAgain> {
  let from = resume
  for (let failures = 0; ; failures += 1) {
    try {
      for await (const page of list(from)) {
        if (page.kind === 'checkpoint') {
          from = page.at
          failures = 0
        }
        yield page
      }
      return
    } catch (error) {
      if (!isLost(error) || failures >= trying.retries || trying.signal.aborted) throw error
    }
    await waitForTry(trying, failures)
    yield { kind: 'again' }
  }
}
