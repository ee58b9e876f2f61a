import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { Clock } from '../deps.ts'
import type { Surroundings } from './answer-request.ts'
import { askMissing } from './ask-missing.ts'
import type { Request } from './build-program.ts'
import { collectInput } from './collect-input.ts'

const every = 2_000

/** A sync job that has ended stays as it is. */
const endedJob = z.object({ status: z.enum(['completed', 'error', 'canceled']) })

const isStop = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted && error instanceof PatchbayError && error.code === 'canceled'

/**
 * Looks until it is stopped, with one session: each look is shown in place of the one before; as JSON, one line a look.
 * Ends at the first look that fails, and at a sync job that has ended.
 */
export const watchRequest = async (
  { operation, shape, given, json }: Request,
  { core, terminal, signal, openSession, show }: Surroundings,
  clock: Pick<Clock, 'sleep'>,
): Promise<void> => {
  const asks = json ? { ask: undefined, askHidden: undefined } : terminal
  const input = await collectInput(shape, await askMissing(shape, given, asks), terminal)
  const session = operation.offline ? undefined : await openSession()
  const look = async (): Promise<boolean> => {
    const answer =
      session === undefined
        ? core.runOffline(operation.name, input)
        : await core.run(session, operation.name, input, { signal })
    if (!json) terminal.clear()
    await show(answer)
    if (operation.name === 'sync.get' && answer.state === 'read' && endedJob.safeParse(answer.result).success)
      return true
    await clock.sleep(every, signal)
    return false
  }
  while (!signal.aborted) {
    try {
      if (await look()) return
    } catch (error) {
      if (!isStop(error, signal)) throw error
    }
  }
}
