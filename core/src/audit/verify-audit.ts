import { z } from 'zod'
import { isPatchbayError, PatchbayError } from '../errors.ts'
import { type Context, defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import type { LoadedRun } from '../operations/runs.ts'
import { readRuns } from '../operations/run-privileges.ts'
import { readEveryEvent } from '../run-log/read-every-event.ts'
import { runField } from '../steps/run-field.ts'
import { findLogProblems, type LogProblem } from './find-log-problems.ts'

const input = z.strictObject({
  run: runField.optional().describe('only this run; every run by default'),
})

/** Where the digest does not say what was asked, or what was executed is something else. */
const digestProblems = ({ state, digest }: LoadedRun): LogProblem[] => {
  const { requested } = state
  if (requested === undefined) return []
  const problem = 'its digest is not that of the operation and the input which it names'
  // What a run with a target rests on may have changed since: that is no tampering, and voids the run by itself.
  const wrong = requested.targetId === undefined && digest !== requested.digest
  const voted = state.votes.filter((vote) => vote.choice === 'approve' && vote.digest !== requested.digest)
  return [
    ...(wrong ? [{ n: 1, kind: 'finding' as const, problem }] : []),
    ...voted.map(({ n }) => ({
      n,
      kind: 'finding' as const,
      problem: 'it is a vote for something else than was asked',
    })),
  ]
}

/** What the rules make of a run: who may write which event, by the policy of its time. */
const judge = async (
  deps: Pick<OperationDeps, 'runs'>,
  context: Context,
  run: string,
): Promise<LogProblem[]> => {
  try {
    const loaded = await deps.runs.load(context.session, run)
    const voided = loaded.state.void.map(({ n, why }): LogProblem => ({ n, kind: 'void', problem: why }))
    return [...voided, ...digestProblems(loaded)]
  } catch (error) {
    if (!isPatchbayError(error)) throw error
    if (!['target.not-found', 'input.unknown-operation', 'input.invalid'].includes(error.code)) throw error
    return [{ n: 1, kind: 'void', problem: `not judged by the rules: ${error.message}` }]
  }
}

export const verifyAudit = defineOperation({
  name: 'audit.verify',
  version: 1,
  title: 'Verify audit trail',
  summary:
    'Looks for gaps, missing stamps, events written over and wrong digests in the run logs, and lists void events.',
  risk: 'read',
  input,
  privileges: () => readRuns,
  run:
    (deps: Pick<OperationDeps, 'runs'>) =>
    async (context, { run: only }) => {
      const { runs, strangers } = await readEveryEvent(context.es)
      if (only !== undefined && !runs.has(only)) {
        throw new PatchbayError('target.not-found', `There is no run "${only}".`, {
          field: 'run',
          next: 'Its first event may be a second old; `patchbay audit list` shows the newest.',
        })
      }
      const chosen = [...runs].filter(([run]) => only === undefined || run === only)
      const items: (LogProblem & { run: string })[] = []
      let events = 0
      for (const [run, documents] of chosen.toSorted(([a], [b]) => a.localeCompare(b))) {
        context.signal.throwIfAborted()
        events += documents.length
        const own = findLogProblems(run, documents)
        const judged = documents[0]?.n === 1 ? await judge(deps, context, run) : []
        items.push(...[...own, ...judged].toSorted((a, b) => a.n - b.n).map((one) => ({ run, ...one })))
      }
      if (only === undefined) {
        items.push(
          ...strangers.map((id) => ({
            run: id,
            n: 0,
            kind: 'void' as const,
            problem: 'it belongs to no run',
          })),
        )
      }
      const findings = items.filter(({ kind }) => kind === 'finding').length
      return { sound: findings === 0, runs: chosen.length, events, findings, items }
    },
})
