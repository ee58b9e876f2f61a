import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus, PatchbayError } from '../errors.ts'
import { type Context, defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { readRuns } from '../operations/run-privileges.ts'
import { parseStoredEvent, runsIndex, type StampedEvent } from '../run-log/event.ts'
import { readRunLog } from '../run-log/read-run-log.ts'
import { nextPage, pageFields } from '../steps/page-fields.ts'
import { runField } from '../steps/run-field.ts'
import { eventWords } from './event-words.ts'
import { expiryOf } from './expiry-of.ts'

const input = z.strictObject({
  run: runField.optional().describe('every event of this run'),
  connector: z
    .string()
    .min(1)
    .optional()
    .describe('only about this connector: its id, or its name at the time'),
  operation: z.string().min(1).optional().describe('only this operation, such as api-key.rotate'),
  person: z.string().min(1).optional().describe('only what this user asked for'),
  ...pageFields,
})
type Input = z.infer<typeof input>

const shown = (run: string, { n, event, by, at }: StampedEvent) => ({
  at,
  by: by.username,
  what: eventWords(event),
  run,
  n,
})
interface Shown {
  at: string
  /** Null: nobody; it is worked out from the stamps. */
  by: string | null
  what: string
  run: string
  n: number | null
}

/** The log of one run as it stands, oldest first: void events too, since they were written; and when it expired. */
const ofRun = async (
  { runs }: Pick<OperationDeps, 'runs'>,
  { es, session }: Context,
  run: string,
): Promise<{ items: Shown[]; total: number }> => {
  const log = await readRunLog(es, run)
  const { events } = log
  if (events.length === 0) {
    throw new PatchbayError('target.not-found', `There is no run "${run}".`, {
      field: 'run',
      next: '`patchbay audit list` shows the newest.',
    })
  }
  const items: Shown[] = events.map((event) => shown(run, event))
  for (const expired of await expiryOf(runs, session, log)) {
    // What was written after that is void, and stands behind it.
    const after = items.findIndex(({ at }) => Date.parse(at) > Date.parse(expired.at))
    items.splice(after === -1 ? items.length : after, 0, expired)
  }
  return { items, total: items.length }
}

const answerSchema = z.object({
  hits: z.object({
    total: z.object({ value: z.int() }),
    hits: z.array(z.object({ _id: z.string(), _source: z.unknown().optional() })),
  }),
})

const filterOf = ({ connector, operation, person }: Input) => [
  { term: { 'event.type': 'requested' } },
  ...(operation === undefined ? [] : [{ term: { 'event.operation': operation } }]),
  ...(person === undefined ? [] : [{ term: { 'by.username': person } }]),
  ...(connector === undefined
    ? []
    : [
        {
          bool: {
            should: [{ term: { 'event.targetId': connector } }, { term: { 'event.targetLabel': connector } }],
            minimum_should_match: 1,
          },
        },
      ]),
]

const search = async (es: Client, asked: Input) => {
  const answer = answerSchema.parse(
    await es
      .search({
        index: runsIndex,
        query: { bool: { filter: filterOf(asked) } },
        sort: [{ '@timestamp': 'desc' }],
        from: asked.after,
        size: asked.limit,
        track_total_hits: true,
      })
      .catch(explainMissing),
  )
  const items = answer.hits.hits.flatMap(({ _id, _source }) => {
    // A run begins with its event 1: a request of another number is nobody's.
    const run = _id.endsWith('/1') ? _id.slice(0, -2) : undefined
    const event = parseStoredEvent(1, _source)
    return run === undefined || event === undefined ? [] : [shown(run, event)]
  })
  const { value: total } = answer.hits.total
  return { items, total, next: nextPage(asked, total) }
}

const explainMissing = (error: unknown): never => {
  if (!hasStatus(error, 404)) throw error
  throw new PatchbayError('cluster.not-set-up', 'This cluster has no run log yet.', {
    next: 'An administrator runs `patchbay cluster setup` once.',
    cause: error,
  })
}

export const listAudit = defineOperation({
  name: 'audit.list',
  version: 1,
  title: 'List audit trail',
  summary: 'Shows who asked for what, newest first, or every event of one run.',
  risk: 'read',
  input,
  privileges: () => readRuns,
  run: (deps: Pick<OperationDeps, 'runs'>) => async (context, asked) =>
    asked.run === undefined ? search(context.es, asked) : ofRun(deps, context, asked.run),
})
