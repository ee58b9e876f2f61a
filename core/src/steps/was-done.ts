import type { Session } from '../deps.ts'
import { isPatchbayError } from '../errors.ts'
import type { Runs } from '../operations/runs.ts'

/** Whether a request that a search found was carried out, and is what it says: its own log tells in realtime. */
export const wasDone = async (
  runs: Pick<Runs, 'load'>,
  session: Session,
  { run, operation, target }: { run: string; operation: string; target: string },
): Promise<boolean> => {
  try {
    const loaded = await runs.load(session, run)
    return (
      loaded.state.name === 'done' && loaded.operation.name === operation && loaded.targetLabel === target
    )
  } catch (error) {
    const notOne = ['target.not-found', 'input.unknown-operation', 'input.invalid']
    if (isPatchbayError(error) && notOne.includes(error.code)) return false
    throw error
  }
}
