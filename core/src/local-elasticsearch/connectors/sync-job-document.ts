import { z } from 'zod'
import type { Response } from '../http/route.ts'
import { changeDocument } from './change-document.ts'
import { type ConnectorContext, syncJobsIndex } from './connector-context.ts'
import { invalidTransition, notFound } from './refusals.ts'
import type { SyncStatus } from './sync-status.ts'

type Source = Record<string, unknown>

const next: Record<string, readonly SyncStatus[]> = {
  pending: ['in_progress', 'canceled'],
  in_progress: ['canceling', 'completed', 'suspended', 'error'],
  suspended: ['in_progress', 'canceled'],
  canceling: ['canceled', 'error'],
}

const statusField = z.object({ status: z.string() })

export const statusOf = (source: Source): string => statusField.parse(source).status

/** Throws 400 when the Connector Protocol has no way from where the job is to `to`. */
export const checkTransition = (from: string, to: SyncStatus): void => {
  if (next[from]?.includes(to)) return
  throw invalidTransition(
    'connector_sync_job_invalid_status_transition_exception',
    `Invalid transition attempt from [${from}] to [${to}]. ` +
      'Such a ConnectorSyncStatus transition is not supported by the Connector Protocol.',
  )
}

/** The 404 of the endpoints that look at the job first; they say only its id. */
export const jobNotFound = (id: string): Error => notFound(id)

/** The 404 of the endpoints that go straight to an update. */
export const jobToUpdateNotFound = (id: string): Error => notFound(`connector sync job [${id}] not found`)

interface JobChange {
  to: (source: Source) => Source
  missing?: (id: string) => Error
}

/** Changes one job and answers `{result}`; searchable at once. */
export const changeJob = async (
  { store }: ConnectorContext,
  id: string,
  change: JobChange,
): Promise<Response> => {
  const { to, missing = jobNotFound } = change
  const index = syncJobsIndex
  const result = await changeDocument(store, { index, id, to, missing: () => missing(id), refresh: true })
  return { status: 200, body: { result } }
}
