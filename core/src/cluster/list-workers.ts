import { z } from 'zod'
import { readWorkers } from '../elasticsearch/read-workers.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toReadLeases } from '../privileges/connector-privileges.ts'

const input = z.strictObject({
  all: z.boolean().default(false).describe('those that were stopped or have died too'),
})

export const listWorkers = defineOperation({
  name: 'worker.list',
  version: 1,
  title: 'List workers',
  summary: 'Shows the workers of Patchbay that run, and which data sources each can read.',
  risk: 'read',
  input,
  privileges: () => toReadLeases,
  run:
    (deps: Pick<OperationDeps, 'clock'>) =>
    async ({ es }, { all }) => {
      const workers = await readWorkers(es, deps.clock.now())
      const items = workers.filter(({ state }) => all || state === 'running')
      return { items, total: items.length }
    },
})
