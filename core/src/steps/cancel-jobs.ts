import type { Client } from '@elastic/elasticsearch'
import { listSyncJobs } from '../elasticsearch/list-sync-jobs.ts'
import { hasStatus } from '../errors.ts'
import type { RunContext } from '../operations/define-operation.ts'
import type { SyncJob } from '../protocol/sync-job.ts'

const open = ['pending', 'in_progress', 'suspended'] as const

const pageSize = 1000
/** Elasticsearch counts through a list no further than this. */
const window = 10_000

const inStatus = async (
  es: Client,
  status: (typeof open)[number],
  connectorId: string | undefined,
): Promise<SyncJob[]> => {
  const jobs: SyncJob[] = []
  for (let from = 0; from < window; from += pageSize) {
    const { items } = await listSyncJobs(es, { connectorId, status }, { from, size: pageSize })
    jobs.push(...items)
    if (items.length < pageSize) break
  }
  return jobs
}

/** Jobs that can still be canceled: of a connector, or of all. */
export const openJobs = async (es: Client, connectorId?: string): Promise<SyncJob[]> =>
  (await Promise.all(open.map((status) => inStatus(es, status, connectorId)))).flat()

/**
 * Asks for one job to be canceled: a waiting one is canceled at once, a running one by its worker. A job that ended in
 * the meantime, that is being canceled or that is gone stays as it is; false then.
 */
export const cancelJob = async (es: Client, id: string): Promise<boolean> => {
  try {
    await es.connector.syncJobCancel({ connector_sync_job_id: id })
    return true
  } catch (error) {
    if (hasStatus(error, 400, 404)) return false
    throw error
  }
}

/** The step `cancel-jobs`: cancels every open job of a connector; once more changes nothing. */
export const cancelJobs = (context: RunContext, connectorId: string): Promise<{ canceled: number }> =>
  context.step('cancel-jobs', {
    run: async () => {
      const jobs = await openJobs(context.es, connectorId)
      const canceled = await Promise.all(jobs.map(({ id }) => cancelJob(context.es, id)))
      return { canceled: canceled.filter((done) => done).length }
    },
  })
