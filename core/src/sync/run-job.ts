import { isPatchbayError, PatchbayError } from '../errors.ts'
import { secretHider } from '../protocol/hide-secrets.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { type Claim, claimJob, factsOf } from './claim-job.ts'
import { finishJob } from './finish-job.ts'
import { type Ending, endingAfter } from './job-ending.ts'
import { persist } from './persist.ts'
import { runClaim } from './run-claim.ts'
import { watchJob } from './watch-job.ts'
import { errorType, inSpan } from './span.ts'
import { endTrace, type Period, traceSync } from './trace-sync.ts'
import type { WorkerParts } from './worker-options.ts'
import { type Written, writtenBefore } from './written.ts'

/** A worker that was told to stop doesn't keep anybody waiting. */
const patienceWhenStopped = 5_000

const work = async (
  parts: WorkerParts,
  claim: Claim,
  { written, stop }: { written: Written; stop: AbortSignal },
): Promise<Ending> => {
  const { job, connector, lease, index } = claim
  if (job.status === 'canceling')
    return endingAfter(new PatchbayError('sync.canceled', 'The sync was canceled.'), index)
  const controller = new AbortController()
  const signal = AbortSignal.any([controller.signal, stop])
  const onProgress = (seconds: number) =>
    parts.observe({ is: 'sync-progress', ...factsOf(claim), written, seconds })
  const watched = { jobId: job.id, connectorId: connector.id, lease, written, onProgress }
  const watch = watchJob(parts, watched, controller)
  try {
    return await runClaim(parts, claim, { written, signal, onCheckpoint: watch.showCheckpoint })
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error
    const ending = endingAfter(reason, index)
    if (ending.status === 'error') parts.span.set({ 'error.type': errorType(reason) })
    return ending
  } finally {
    await watch.stop()
  }
}

/** A source's own words, and those of a driver, may quote what they were given. */
const withoutSecrets = (ending: Ending, { connector }: Claim): Ending => {
  const hide = secretHider(connector.configuration)
  return {
    ...ending,
    error: ending.error === null ? null : hide(ending.error),
    skipped: ending.skipped.map((part) => ({ ...part, reason: hide(part.reason) })),
  }
}

/**
 * Writes down how a job ended. The lease is kept until then: nobody takes the job up in between.
 * @returns why it could not be written; then the next worker takes the job up.
 */
const writeEnd = async (
  parts: WorkerParts,
  { job, connector, lease, index }: Claim,
  { ending, written, stop }: { ending: Ending; written: Written; stop: AbortSignal },
): Promise<{ ending: Ending; error: unknown; code: string | undefined } | undefined> => {
  if (ending.status === 'lost') return undefined
  const proveLease = () => lease.renew()
  const of = { jobId: job.id, kind: job.job_type, connectorId: connector.id }
  const finished = { ...of, ending, written, proveLease }
  try {
    const patience = () => (stop.aborted ? patienceWhenStopped : parts.timing.patience)
    await persist(parts.clock, { patience }, () => finishJob(parts, finished))
    // An incremental sync doesn't meet all that an earlier owner may have left.
    const settled = ending.status === 'completed' && job.job_type !== 'incremental'
    await persist(parts.clock, { patience }, () => lease.release(settled))
    return undefined
  } catch (error) {
    const code = isPatchbayError(error) ? error.code : undefined
    return { ending: { ...endingAfter(error, index), status: 'lost' }, error, code }
  }
}

/**
 * Runs one job, if it is nobody else's. `stop` suspends it; `listed` is when it was found.
 * @returns whether it was ours.
 */
export const runJob = async (
  worker: WorkerParts,
  job: SyncJob,
  { stop, listed }: { stop: AbortSignal; listed?: Period | undefined },
): Promise<boolean> => {
  const since = worker.clock.now()
  const claim = await claimJob(worker, job)
  if (claim === undefined) return false
  const claimed = { since, until: worker.clock.now() }
  const span = traceSync(worker, claim, { listed: listed ?? claimed, claimed })
  const parts = { ...worker, span }
  const facts = factsOf(claim)
  const began = parts.clock.monotonic()
  parts.observe({ is: 'sync-begun', ...facts })
  const written = writtenBefore(job)
  const ending = withoutSecrets(await work(parts, claim, { written, stop }), claim)
  const finish = () => writeEnd(parts, claim, { ending, written, stop })
  const unwritten = await inSpan(span, { name: 'finish job' }, finish)
  endTrace(span, unwritten?.ending ?? ending, written)
  const seconds = (parts.clock.monotonic() - began) / 1000
  parts.observe({ is: 'sync-ended', ...facts, ending: unwritten?.ending ?? ending, written, seconds })
  // Another worker has it: that is told already.
  if (unwritten !== undefined && unwritten.code !== 'sync.lease-lost') throw unwritten.error
  return true
}
