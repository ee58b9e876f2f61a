import { z } from 'zod'
import { connectorNames } from '../elasticsearch/connector-names.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { showSyncJobWhole } from './show-sync-job.ts'
import { syncJobTarget } from './sync-job-target.ts'

const input = z.strictObject({ job: z.string().min(1).describe('id of the sync job') })

export const getSyncJob = defineOperation({
  name: 'sync.get',
  version: 1,
  title: 'Show sync job',
  summary: 'Shows one sync job: when it ran, what it wrote, why it failed.',
  risk: 'read',
  input,
  target: syncJobTarget,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run:
    () =>
    async ({ cluster, es }, _input, job) => {
      const { id, ...whole } = showSyncJobWhole(job, cluster)
      const names = await connectorNames(es, [whole.connector])
      return { id, name: names.get(whole.connector) ?? null, ...whole }
    },
})
