import type { Session } from '../deps.ts'
import { hasStatus, isPatchbayError } from '../errors.ts'
import type { Runs } from '../operations/runs.ts'
import type { RunLog } from '../run-log/read-run-log.ts'

/** No event says that time ran out: the stamps and the policy do. Nothing where a run did not expire, or nobody can tell. */
export const expiryOf = async (runs: Pick<Runs, 'load'>, session: Session, log: RunLog) => {
  const { run } = log
  const loaded = await runs.load(session, run, log).catch((error: unknown) => {
    const untold = ['target.not-found', 'input.unknown-operation', 'input.invalid']
    if (hasStatus(error, 403) || (isPatchbayError(error) && untold.includes(error.code))) return undefined
    throw error
  })
  if (loaded?.state.name !== 'expired') return []
  const { executeBy, decideBy } = loaded.state
  const at = executeBy ?? decideBy
  if (at === undefined) return []
  const what =
    executeBy === undefined ? 'expired: nobody decided in time' : 'expired: nobody began it in time'
  return [{ at, by: null, what, run, n: null }]
}
