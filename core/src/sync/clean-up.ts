import type { ConnectorSummary } from '../protocol/connector.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { changeConnector, readConnector } from './connector-document.ts'
import { updateJob } from './job-document.ts'
import { syncFields } from './sync-fields.ts'
import type { WorkerParts } from './worker-options.ts'

/** Ends a job whose connector is gone: nobody can run it any more. Does nothing while the connector is there. */
export const endOrphan = async ({ es, clock }: WorkerParts, job: SyncJob): Promise<void> => {
  if ((await readConnector(es, job.connector.id)) !== undefined) return
  await updateJob(es, job.id, () => {
    const now = clock.now().toISOString()
    const error = 'The connector of this job was deleted.'
    return { status: 'error', error, completed_at: now, last_seen: now }
  })
}

const kinds = [syncFields.full, syncFields.access_control]

const marksOf = (connector: ConnectorSummary) =>
  kinds.filter(({ status }) => connector[status] === 'in_progress')

/** Whether a connector says that a sync runs. */
export const saysItRuns = (connector: ConnectorSummary): boolean => marksOf(connector).length > 0

/** What its standing still is known by. */
export const stuckMark = (id: string): string => `stuck:${id}`

/**
 * Frees a connector that says a sync runs while there is no such job, and has said so for long: its worker died between
 * the mark and the job, or the job was deleted. Otherwise neither people nor Elastic's service could tell that it is idle.
 */
export const freeStuck = async (
  { es, standstill, timing }: WorkerParts,
  connector: ConnectorSummary,
): Promise<void> => {
  const marked = marksOf(connector)
  const { id, last_seen: seen, last_synced: synced } = connector
  if (standstill.of(stuckMark(id), `${marked.length} ${seen} ${synced}`) < timing.abandoned) return
  const placed = await readConnector(es, id)
  if (placed === undefined) return
  const error = 'The worker of the last sync is gone, and so is its job.'
  const fields = marked
    .filter(({ status }) => placed.connector[status] === 'in_progress')
    .flatMap((kind) => [
      [kind.status, 'error'],
      [kind.error, error],
    ])
  if (fields.length > 0) await changeConnector(es, placed, Object.fromEntries(fields))
}
