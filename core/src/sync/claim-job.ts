import { hasStatus } from '../errors.ts'
import type { Connector, SyncStatus } from '../protocol/connector.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { endOrphan } from './clean-up.ts'
import { changeConnector, readConnector } from './connector-document.ts'
import { readJob } from './job-document.ts'
import { syncFields } from './sync-fields.ts'
import { type Lease, type LeaseJudge, takeLease } from './take-lease.ts'
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

/** Of a job what is told of it. */
export const factsOf = ({ connector, job }: Pick<Claim, 'connector' | 'job'>) => ({
  connectorId: connector.id,
  connector: connector.name || connector.id,
  serviceType: connector.service_type ?? '',
  jobId: job.id,
  kind: job.job_type,
})

/** What moves in a job that is worked on. */
const signOfLife = (job: SyncJob): string =>
  [job.status, job.last_seen, job.indexed_document_count, job.deleted_document_count].join(' ')

/** Whoever lives gives signs of life more often than in this part of the term after which they count as dead. */
const living = 0.5

/**
 * Whether a job may be taken, given what a dead worker of ours left in its lease. A job in progress without such a lease
 * may belong to Elastic's service, and the connector's mark too: they are left alone until they stood still for long.
 * Tells of a job that waits for somebody who seems to be dead, or who may be, for all that a new worker knows.
 */
const judge = (parts: WorkerParts, job: SyncJob, connector: Connector): LeaseJudge => {
  const { standstill, timing } = parts
  const waiting = waits.includes(job.status)
  const marked = connector[syncFields[job.job_type].status] === 'in_progress'
  const ofJob = `job:${job.id}`
  const jobStill = waiting ? 0 : standstill.of(ofJob, signOfLife(job))
  const mark = `${connector.last_sync_scheduled_at} ${connector.last_synced}`
  const markStill = marked ? standstill.of(`connector:${connector.id}`, mark) : 0
  const tell = (who: string, still: number, { term, what }: { term: number; what: string }): void => {
    const facts = { ...factsOf({ job, connector }), who, left: term - still }
    if (still >= term * living) parts.observe({ is: 'sync-waits', ...facts, still })
    else if (!waiting && standstill.isAsFound(what, timing.leaseTerm))
      parts.observe({ is: 'sync-elsewhere', ...facts })
  }
  return {
    admits: (left) => {
      const still = waiting ? markStill : jobStill
      const free = waiting ? !marked || left?.connector_id === connector.id : left?.job_id === job.id
      if (free || still >= timing.abandoned) return true
      const host = job.worker_hostname
      tell(host == null ? 'another service' : `another service on ${host}`, still, {
        term: timing.abandoned,
        what: ofJob,
      })
      return false
    },
    held: ({ owner_name: name }, still, what) => {
      const who = name == null ? 'another worker' : `the worker ${name}`
      tell(`${who} at the index ${job.connector.index_name}`, still, { term: timing.leaseTerm, what })
    },
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
    // On one machine there may be several.
    worker_hostname: parts.name,
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
  const lease = await takeLease(parts, wanted, judge(parts, listed, before.connector))
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
