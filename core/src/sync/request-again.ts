import { hasStatus } from '../errors.ts'
import type { Claim } from './claim-job.ts'
import type { WorkerParts } from './worker-options.ts'

/** Asks for a sync of everything that a job's index holds, unless one waits already. */
export const requestAgain = async (
  { es, observe }: Pick<WorkerParts, 'es' | 'observe'>,
  { connector, job }: Pick<Claim, 'connector' | 'job'>,
): Promise<void> => {
  const { id } = connector
  const kind = job.job_type === 'access_control' ? 'access_control' : 'full'
  try {
    const { count } = await es.connector.syncJobList({
      connector_id: id,
      status: 'pending',
      job_type: [kind],
      size: 1,
    })
    if ((count ?? 0) > 0) return
    await es.connector.syncJobPost({ id, job_type: kind, trigger_method: 'scheduled' })
  } catch (error) {
    // A connector that is gone needs no sync.
    if (!hasStatus(error, 404)) throw error
    return
  }
  const message = `${connector.name || id}: a request of a sync that another worker has taken over arrived late, so it is synced again.`
  observe({ is: 'trouble', connectorId: id, message })
}
