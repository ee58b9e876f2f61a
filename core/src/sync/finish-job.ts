import type { JobType } from '../protocol/connector.ts'
import { notesKey } from '../protocol/job-notes.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { replaceInConnector } from './connector-document.ts'
import { countsOf } from './counts-of.ts'
import { updateJob } from './job-document.ts'
import type { Ending } from './job-ending.ts'
import { syncFields } from './sync-fields.ts'
import type { WorkerParts } from './worker-options.ts'
import type { Written } from './written.ts'

interface Finished {
  jobId: string
  kind: JobType
  connectorId: string
  ending: Ending
  written: Written
  /** @throws PatchbayError `sync.lease-lost` */
  proveLease: () => Promise<void>
}

const keptSkipped = 20

const metadataOf = ({ ending, written }: Finished, { name }: WorkerParts): Record<string, unknown> => ({
  [notesKey]: {
    worker: name,
    unchanged: ending.unchanged,
    excluded: ending.excluded,
    // A partial change would keep it.
    progress: null,
    checkpoint: ending.status === 'suspended' ? (written.checkpoint ?? null) : null,
    kept: written.kept,
    refused: written.refused,
    refusals: written.refusals,
    withoutText: written.withoutText,
    textProblems: written.textProblems,
    skipped: ending.skipped.slice(0, keptSkipped),
    ...(ending.held === undefined ? {} : { held: ending.held }),
  },
})

/** A job that somebody asked to cancel in the last moment counts as canceled, since nothing else may follow that. */
const statusOf = (ending: Ending, job: SyncJob): Exclude<Ending['status'], 'lost'> =>
  job.status === 'canceling' || ending.status === 'lost' ? 'canceled' : ending.status

/**
 * Writes the end of a job in the official fields: to the job first, then to its connector. Can be repeated. The lease is
 * proven between reading and writing each: a worker that was asleep meanwhile finds a changed document, or no lease.
 */
export const finishJob = async (parts: WorkerParts, finished: Finished): Promise<void> => {
  const { es, clock } = parts
  const { jobId, kind, connectorId, ending, written, proveLease } = finished
  const fields = syncFields[kind]
  if (ending.status === 'lost') return
  const now = clock.now().toISOString()
  const counts = countsOf(written)
  let status: Exclude<Ending['status'], 'lost'> = ending.status
  await updateJob(es, jobId, async (job) => {
    await proveLease()
    // Ended by somebody else: theirs counts.
    if (job.status !== 'in_progress' && job.status !== 'canceling') return undefined
    status = statusOf(ending, job)
    return {
      status,
      error: status === 'canceled' ? null : ending.error,
      last_seen: now,
      ...counts,
      ...(ending.total === undefined ? {} : { total_document_count: ending.total }),
      ...(status === 'suspended' ? {} : { completed_at: now }),
      ...(status === 'canceled' ? { canceled_at: now } : {}),
      metadata: metadataOf(finished, parts),
    }
  })
  const error = status === 'canceled' ? null : ending.error
  const leaves = status === 'completed' && (ending.cursor !== undefined || kind === 'full')
  await replaceInConnector(es, connectorId, async () => {
    await proveLease()
    return {
      status: status === 'error' ? 'error' : 'connected',
      error,
      last_seen: now,
      [fields.status]: status,
      [fields.error]: error,
      // Only after every document is in the index: what is left out now must come with the next one. What a full sync
      // made without a cursor (of advanced rules, say) is not what an earlier one goes on from, nor is a cursor that has
      // something left of the one before, such as a position in a log that is long gone.
      ...(leaves ? { sync_cursor: ending.cursor ?? null } : {}),
      ...(status === 'suspended'
        ? {}
        : {
            last_synced: now,
            ...(kind === 'access_control'
              ? {}
              : {
                  last_indexed_document_count: counts.indexed_document_count,
                  last_deleted_document_count: counts.deleted_document_count,
                }),
          }),
    }
  })
}
