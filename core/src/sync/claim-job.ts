import { hasStatus } from '../errors.ts'
import type { Connector, SyncStatus } from '../protocol/connector.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { endOrphan } from './clean-up.ts'
import { changeConnector, readConnector } from './connector-document.ts'
import { readJob } from './job-document.ts'
import { syncFields } from './sync-fields.ts'
import { type Lease, type LeaseDocument, takeLease } from './take-lease.ts'
import type { WorkerParts } from './worker-options.ts'

/** A job that is ours to run, with everything that it is run with. */
export interface Claim {
  /** Its status is `in_progress`, or `canceling` where a dead worker left it so. */
  job: SyncJob
  connector: Connector
  /** The index that it writes: of content, or of who may see it. */
  index: string
  lease: Lease
}

const waits: readonly SyncStatus[] = ['pending', 'suspended']

/** What moves in a job that is worked on. */
const signOfLife = (job: SyncJob): string =>
  [job.status, job.last_seen, job.indexed_document_count, job.deleted_document_count].join(' ')

/**
 * Whether a job may be taken, given what a dead worker of ours left in its lease. A job in progress without such a lease
 * may belong to Elastic's service, and the connector's mark too: they are left alone until they stood still for long.
 */
const mayTake = (parts: WorkerParts, job: SyncJob, connector: Connector) => {
  const { standstill, timing } = parts
  const marked = connector[syncFields[job.job_type].status] === 'in_progress'
  const still = (what: string, state: string): boolean => standstill.of(what, state) >= timing.abandoned
  const jobStands = !waits.includes(job.status) && still(`job:${job.id}`, signOfLife(job))
  const markStands =
    marked &&
    still(`connector:${connector.id}`, `${connector.last_sync_scheduled_at} ${connector.last_synced}`)
  return (left: LeaseDocument | undefined): boolean => {
    if (!waits.includes(job.status)) return jobStands || left?.job_id === job.id
    return !marked || markStands || left?.connector_id === connector.id
  }
}

const begin = async (
  parts: WorkerParts,
  { job, connector }: Claim,
  guard: { seqNo: number; primaryTerm: number },
) => {
  const fields = syncFields[job.job_type]
  const progress = {
    status: 'connected',
    error: null,
    [fields.status]: 'in_progress',
    [fields.error]: null,
  }
  if (!(await changeConnector(parts.es, { connector, ...guard }, progress))) return false
  if (job.status === 'canceling') return true
  const { sync_cursor: cursor } = connector
  await parts.es.connector.syncJobClaim({
    connector_sync_job_id: job.id,
    worker_hostname: parts.host,
    // From where it goes on, for whoever looks at the job.
    ...(job.job_type === 'incremental' && cursor != null && { sync_cursor: cursor }),
  })
  return true
}

/**
 * Makes a job ours: the lease of its index, then the mark on its connector (the lock shared with Elastic's service),
 * then the claim. Undefined when it is, or may be, somebody else's.
 */
export const claimJob = async (parts: WorkerParts, listed: SyncJob): Promise<Claim | undefined> => {
  const { es } = parts
  // For access control syncs Elasticsearch names their own index here.
  const index = listed.connector.index_name
  const before = await readConnector(es, listed.connector.id)
  if (before === undefined) {
    await endOrphan(parts, listed)
    return undefined
  }
  if (!index) return undefined
  const wanted = { index, connectorId: before.connector.id, jobId: listed.id }
  const lease = await takeLease(parts, wanted, mayTake(parts, listed, before.connector))
  if (lease === undefined) return undefined
  try {
    // Under the lease, and by id: lists may be behind.
    const job = (await readJob(es, listed.id))?.job
    const goneOn = job === undefined || (job.status !== listed.status && !waits.includes(job.status))
    const claim = !goneOn && { job, connector: before.connector, index, lease }
    if (claim && (await begin(parts, claim, before))) {
      return { ...claim, job: { ...job, status: job.status === 'canceling' ? 'canceling' : 'in_progress' } }
    }
  } catch (error) {
    await lease.release()
    if (hasStatus(error, 404)) return undefined
    throw error
  }
  await lease.release()
  return undefined
}
