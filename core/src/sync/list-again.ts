import type { JsonObject } from '../lib/json.ts'
import type { SourcePage } from '../sources/data-source.ts'
import { isLost, type Trying, waitForTry } from './try-again.ts'

/** The listing broke off and goes on from its last checkpoint, or begins anew: what came since then comes again. */
export interface ListedAgain {
  kind: 'again'
}

export interface Listing {
  /** Lists from a checkpoint on, or everything. */
  list: (resume: JsonObject | undefined) => AsyncIterable<SourcePage>
  /** It can go on from the checkpoints that it gives. */
  goesOn: boolean
  /** From where an earlier one left off; asked when it begins. */
  resume?: () => JsonObject | undefined
}

/** However far a listing comes each time: one that never ends is no use to anybody. */
const most = 50

/**
 * The pages of a source that may be lost on the way. A listing that came to another checkpoint than the last time has all
 * its tries again.
 * @throws what the source throws, once it was tried often enough, or where trying again is of no use.
 */
export async function* listAgain(
  trying: Trying,
  { list, goesOn, resume }: Listing,
): AsyncGenerator<SourcePage | ListedAgain> {
  let from = resume?.()
  let lostAt: string | undefined
  let failures = 0
  for (let tries = 1; ; tries += 1) {
    try {
      for await (const page of list(from)) {
        if (page.kind === 'checkpoint' && goesOn) from = page.at
        yield page
      }
      return
    } catch (error) {
      const at = from === undefined ? undefined : JSON.stringify(from)
      failures = at === lostAt ? failures + 1 : 1
      lostAt = at
      if (!isLost(error) || failures > trying.retries || tries > most || trying.signal.aborted) throw error
    }
    await waitForTry(trying, failures - 1)
    yield { kind: 'again' }
  }
}
