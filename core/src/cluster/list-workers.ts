import { z } from 'zod'
import { stateWords } from '../elasticsearch/read-announced.ts'
import { isMissed, readWorkers } from '../elasticsearch/read-workers.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toSeeWorkers } from '../privileges/connector-privileges.ts'

const input = z.strictObject({
  all: z.boolean().default(false).describe('those that were stopped, or not seen for a day, too'),
})

export const listWorkers = defineOperation({
  name: 'worker.list',
  version: 1,
  title: 'List workers',
  summary: 'Shows the workers of Patchbay that run or are missed, and which data sources each can read.',
  risk: 'read',
  input,
  privileges: () => toSeeWorkers,
  run:
    () =>
    async ({ es }, { all }) => {
      const workers = await readWorkers(es)
      const items = workers
        .filter((worker) => all || worker.state === 'running' || isMissed(worker))
        .map(({ age, ahead, ...worker }) => ({ ...worker, state: stateWords({ ...worker, age, ahead }) }))
      return { items, total: items.length }
    },
})
