import { ElasticsearchError, PatchbayError } from '../errors.ts'
import { notesKey, type Progress } from '../protocol/job-notes.ts'
import { readConnector } from './connector-document.ts'
import { readJob, updateJob } from './job-document.ts'
import type { Lease } from './take-lease.ts'
import type { WorkerParts } from './worker-options.ts'
import { listedPerSecond, type Written } from './written.ts'
import { countsOf } from './counts-of.ts'

export interface Watched {
  jobId: string
  connectorId: string
  lease: Lease
  written: Written
  /** Called each time that the job shows how far it is, with the seconds that it runs. */
  onProgress: (seconds: number) => void
}

export interface Watch {
  /** Shows a new checkpoint, unless the last is only a small part of the sync ago. */
  showCheckpoint: () => void
  stop: () => Promise<void>
}

/** What is done again when a worker dies is this share of what was done, at best. */
const smallPart = 0.02

/** @throws PatchbayError with the reason why the job must stop. */
const look = async ({ es }: WorkerParts, { jobId, connectorId }: Watched): Promise<void> => {
  const [job, connector] = await Promise.all([readJob(es, jobId), readConnector(es, connectorId)])
  if (connector === undefined) {
    throw new PatchbayError('sync.failed', 'The connector was deleted while it was synced.')
  }
  const status = job?.job.status
  if (status === 'in_progress') return
  if (status === 'canceling') throw new PatchbayError('sync.canceled', 'The sync was canceled.')
  throw new PatchbayError('sync.failed', `The job is ${status ?? 'gone'}: somebody else ended it.`)
}

const progressOf = (written: Written, seconds: number): Progress => {
  const { listed, expected } = written
  const perSecond = listedPerSecond(written, seconds)
  const left = expected - listed
  return {
    listed,
    expected,
    perSecond,
    secondsLeft: left > 0 && perSecond > 0 ? Math.ceil(left / perSecond) : null,
  }
}

/**
 * Shows everybody that this job is worked on, and how far it is. Nothing is shown of one that has ended meanwhile: a
 * worker that was asleep must not change what another wrote of its end.
 */
const show = async (
  { es, clock }: WorkerParts,
  { jobId, written, onProgress }: Watched,
  seconds: number,
): Promise<void> => {
  onProgress(seconds)
  const metadata = {
    [notesKey]: { progress: progressOf(written, seconds), checkpoint: written.checkpoint ?? null },
  }
  await updateJob(es, jobId, ({ status }) =>
    status === 'in_progress'
      ? { ...countsOf(written), last_seen: clock.now().toISOString(), metadata }
      : undefined,
  )
}

const beat = async ({ es }: WorkerParts, { connectorId, lease }: Watched): Promise<void> => {
  await lease.renew()
  await es.connector.checkIn({ connector_id: connectorId })
}

/** Elasticsearch can't be asked for now; what it would say is not known. */
const isUnknown = (error: unknown): boolean =>
  error instanceof ElasticsearchError && (error.status === 0 || error.code === 'elasticsearch.unavailable')

/**
 * Looks at a job for as long as it runs, and keeps its lease. What ends the job aborts it through `controller`. While
 * Elasticsearch doesn't answer the job goes on, but not beyond the term of its lease: then it may not be ours any more.
 */
export const watchJob = (parts: WorkerParts, watched: Watched, controller: AbortController): Watch => {
  const { clock, timing } = parts
  const stopped = new AbortController()
  const since = clock.monotonic()
  let renewed = since
  let beaten = -Infinity
  let shown = -Infinity
  let looked = -Infinity
  let wake = new AbortController()
  const round = async (): Promise<void> => {
    const began = clock.monotonic()
    const woken = wake.signal.aborted
    if (woken) wake = new AbortController()
    try {
      if (!woken || began - looked >= timing.watch) {
        await look(parts, watched)
        looked = began
      }
      if (woken || began - shown >= timing.progress) {
        await show(parts, watched, (began - since) / 1000)
        shown = began
      }
      if (began - beaten < timing.heartbeat) return
      await beat(parts, watched)
      renewed = beaten = began
    } catch (error) {
      if (!isUnknown(error)) throw error
      if (clock.monotonic() - renewed < timing.leaseTerm * 0.8) return
      const message = 'The lease of the index could not be renewed in time.'
      throw new PatchbayError('sync.lease-lost', message, { cause: error })
    }
  }
  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await round()
      // Woken, it shows at once what is new.
      await clock.sleep(timing.watch, AbortSignal.any([stopped.signal, wake.signal])).catch(() => undefined)
    }
  }
  const watching = watch().catch((error: unknown) => {
    if (!stopped.signal.aborted) controller.abort(error)
  })
  return {
    showCheckpoint: () => {
      const now = clock.monotonic()
      if (now - shown >= Math.min(timing.progress, (now - since) * smallPart)) wake.abort()
    },
    stop: async () => {
      stopped.abort()
      await watching
    },
  }
}
