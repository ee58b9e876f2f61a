import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import type { JobType, SyncStatus } from '../protocol/connector.ts'
import { type SyncJob, syncJobSchema } from '../protocol/sync-job.ts'

export interface SyncJobFilter {
  connectorId?: string | undefined
  status?: SyncStatus | undefined
  kinds?: readonly JobType[] | undefined
}

const listed = z.object({ count: z.number(), results: z.array(syncJobSchema) })

/** A job carries a copy of its connector's configuration, secrets included: it ends here. */
const withoutConfiguration = (job: SyncJob): SyncJob => {
  const { configuration: _dropped, ...connector } = job.connector
  return { ...job, connector }
}

/** Sync jobs, newest first, without configuration. */
export const listSyncJobs = async (
  es: Client,
  { connectorId, status, kinds }: SyncJobFilter,
  page: { from: number; size: number } = { from: 0, size: 100 },
): Promise<{ items: SyncJob[]; total: number }> => {
  const answer = await es.connector.syncJobList({
    ...page,
    ...(connectorId === undefined ? {} : { connector_id: connectorId }),
    ...(status === undefined ? {} : { status }),
    ...(kinds === undefined ? {} : { job_type: [...kinds] }),
  })
  const { count, results } = listed.parse(answer)
  return { items: results.map(withoutConfiguration), total: count }
}

/** One sync job without configuration, or undefined. */
export const getSyncJob = async (es: Client, id: string): Promise<SyncJob | undefined> => {
  if (id === '') return undefined
  try {
    return withoutConfiguration(
      syncJobSchema.parse(await es.connector.syncJobGet({ connector_sync_job_id: id })),
    )
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}
