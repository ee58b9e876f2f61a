import { z } from 'zod'
import { hasStatus, isPatchbayError } from '../errors.ts'
import { mapAhead } from '../lib/map-ahead.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { readRuns } from '../operations/run-privileges.ts'
import { type RecentRequest, recentRequests } from '../run-log/recent-requests.ts'
import { type ShownRun, showRun } from './show-run.ts'

const input = z.strictObject({
  state: z
    .enum(['open', 'waiting', 'approved', 'executing', 'ready', 'failed', 'all'])
    .default('open')
    .describe('open: everything that still waits for somebody'),
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('at most this many runs'),
})

/** Logs that are read at a time. */
const readAhead = 8

const open = ['waiting', 'approved', 'cleared', 'executing', 'ready', 'failed']

export const listApprovals = defineOperation({
  name: 'approval.list',
  version: 1,
  title: 'List approvals',
  summary: 'Shows requests that wait for a decision, for execution or for their requester.',
  risk: 'read',
  input,
  privileges: () => readRuns,
  run:
    (deps: Pick<OperationDeps, 'runs'>) =>
    async (context, { state, limit }) => {
      const items: ShownRun[] = []
      const load = ({ run }: RecentRequest) => deps.runs.load(context.session, run).catch(skipUnreadable)
      for await (const loaded of mapAhead(await recentRequests(context.es), readAhead, load)) {
        if (loaded === undefined) continue
        const name = loaded.state.name
        if (state === 'all' || (state === 'open' ? open.includes(name) : name === state))
          items.push(showRun(loaded))
        if (items.length >= limit) break
      }
      return { items }
    },
})

/** A run whose target is gone, or that a later Patchbay wrote, is no reason to hide the others. */
const skipUnreadable = (error: unknown): undefined => {
  if (
    isPatchbayError(error) &&
    ['target.not-found', 'input.unknown-operation', 'input.invalid'].includes(error.code)
  )
    return undefined
  if (hasStatus(error, 403)) return undefined
  throw error
}
