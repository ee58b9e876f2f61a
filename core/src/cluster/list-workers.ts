import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { leasesIndex } from '../protocol/patchbay-indices.ts'

/** A worker announces itself each round; one that is this late has died, or its clock is wrong. Milliseconds. */
const late = 120_000

const input = z.strictObject({
  all: z.boolean().default(false).describe('those that were stopped or have died too'),
})

const workerSchema = z.object({
  name: z.string(),
  host: z.string(),
  state: z.enum(['running', 'stopped']),
  service_types: z.array(z.string()),
  last_seen: z.string(),
})
const answerSchema = z.object({
  hits: z.object({ hits: z.array(z.object({ _id: z.string(), _source: workerSchema })) }),
})

const stateOf = ({ state, last_seen: seen }: z.infer<typeof workerSchema>, now: Date): string => {
  if (state === 'stopped') return 'stopped'
  return now.getTime() - Date.parse(seen) > late ? 'silent' : 'running'
}

export const listWorkers = defineOperation({
  name: 'worker.list',
  version: 1,
  title: 'List workers',
  summary: 'Shows the workers of Patchbay that run, and which data sources each can read.',
  risk: 'read',
  input,
  privileges: () => ({ cluster: [], index: [{ names: [leasesIndex], privileges: ['read'] }] }),
  run:
    (deps: Pick<OperationDeps, 'clock'>) =>
    async ({ es }, { all }) => {
      const answer = answerSchema.parse(
        await es.search({
          index: leasesIndex,
          query: { term: { kind: { value: 'worker' } } },
          sort: [{ last_seen: { order: 'desc', unmapped_type: 'date' } }],
          size: 1000,
        }),
      )
      const items = answer.hits.hits
        .map(({ _source: worker }) => ({
          name: worker.name,
          host: worker.host,
          state: stateOf(worker, deps.clock.now()),
          serviceTypes: worker.service_types,
          lastSeen: worker.last_seen,
        }))
        .filter(({ state }) => all || state === 'running')
      return { items, total: items.length }
    },
})
