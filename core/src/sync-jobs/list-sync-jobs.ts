import { z } from 'zod'
import { connectorNames } from '../elasticsearch/connector-names.ts'
import { findConnector } from '../elasticsearch/find-connector.ts'
import { listSyncJobs as findJobs } from '../elasticsearch/list-sync-jobs.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { jobTypes, syncStatuses } from '../protocol/connector.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { nextPage, pageFields, pageOf } from '../steps/page-fields.ts'
import { showSyncJob } from './show-sync-job.ts'

const input = z.strictObject({
  connector: z.string().min(1).optional().describe('only those of the connector with this id, name or index'),
  kind: z.enum(jobTypes).optional().describe('only this kind'),
  status: z.enum(syncStatuses).optional().describe('only jobs in this status'),
  ...pageFields,
})

export const listSyncJobs = defineOperation({
  name: 'sync.list',
  version: 1,
  title: 'List sync jobs',
  summary: 'Shows sync jobs, the newest first.',
  risk: 'read',
  input,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run: () => async (context, asked) => {
    const { connector, kind, status } = asked
    const connectorId = connector === undefined ? undefined : (await findConnector(context.es, connector)).id
    const filter = { connectorId, status, kinds: kind === undefined ? undefined : [kind] }
    const { items, total } = await findJobs(context.es, filter, pageOf(asked))
    const names = await connectorNames(
      context.es,
      items.map((job) => job.connector.id),
    )
    const named = (job: SyncJob) => ({
      ...showSyncJob(job),
      name: names.get(job.connector.id) ?? null,
    })
    return { items: items.map(named), total, next: nextPage(asked, total) }
  },
})
