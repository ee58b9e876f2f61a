import { isPatchbayError } from '@patchbay/core'
import { isOver } from '@patchbay/core/words'
import type { Message } from '../views/blocks.ts'
import { slackWords } from '../views/error-message.ts'
import { goneMessage, threadLines } from '../views/run-message.ts'
import type { DrawRun } from './draw-run.ts'
import type { LoadRun } from './load-run.ts'

/** What the message of a run shows, and what its thread tells. */
export interface Depicted {
  drawn: Message
  story: readonly string[]
  /** Of the plan that its readers see. */
  digest: string
  /** Of two looks at the run the one with the higher is the newer. */
  version: number
  requester: string
  over: boolean
  /** Nobody can read it any more. */
  gone: boolean
}

/**
 * Reads a run for its message. One that is no longer there, or whose connector isn't, can't be decided by anybody: its
 * message says so, and has no buttons.
 */
export const depictRun = async (
  { load, drawRun }: { load: LoadRun; drawRun: DrawRun },
  run: string,
  requester: string,
): Promise<Depicted> => {
  try {
    const shown = await load(run, requester)
    return {
      drawn: drawRun(shown),
      story: threadLines(shown),
      digest: shown.digest,
      version: shown.version ?? 0,
      requester: shown.requester ?? requester,
      over: isOver(shown),
      gone: false,
    }
  } catch (error) {
    if (!isPatchbayError(error) || error.code !== 'target.not-found') throw error
    const drawn = goneMessage(run, { requester, why: slackWords(error) })
    return { drawn, story: [], digest: '', version: 0, requester, over: true, gone: true }
  }
}
