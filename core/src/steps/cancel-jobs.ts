import type { Client } from '@elastic/elasticsearch'
import { listSyncJobs } from '../elasticsearch/list-sync-jobs.ts'
import { hasStatus } from '../errors.ts'
import type { RunContext } from '../operations/define-operation.ts'
import type { SyncJob } from '../protocol/sync-job.ts'

const open = ['pending', 'in_progress', 'suspended'] as const

/** Jobs of a connector that can still be canceled. */
export const openJobs = async (es: Client, connectorId: string): Promise<SyncJob[]> => {
  const lists = await Promise.all(
    open.map((status) => listSyncJobs(es, { connectorId, status }, { from: 0, size: 1000 })),
  )
  return lists.flatMap(({ items }) => items)
}

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
