import type { Claim } from './claim-job.ts'
import type { Ending } from './job-ending.ts'
import type { Span } from './span.ts'
import type { WorkerParts } from './worker-options.ts'
import type { Written } from './written.ts'

/** A time in which something was done. */
export interface Period {
  since: Date
  until: Date
}

/** What was done before it was known that the job is ours. */
export interface Before {
  listed: Period
  claimed: Period
}

/** The span of a sync, which began with the look for work that found it. */
export const traceSync = (
  { span: root, name }: Pick<WorkerParts, 'span' | 'name'>,
  { job, connector, index }: Claim,
  { listed, claimed }: Before,
): Span => {
  const attributes = {
    'patchbay.worker': name,
    'patchbay.connector.id': connector.id,
    'patchbay.connector.service_type': connector.service_type ?? '',
    'patchbay.job.id': job.id,
    'patchbay.job.kind': job.job_type,
    'patchbay.index': index,
  }
  const span = root.begin('sync', attributes, listed.since)
  span.begin('list work', {}, listed.since).end({ at: listed.until })
  span.begin('claim job', {}, claimed.since).end({ at: claimed.until })
  return span
}

/** Ends the span of a sync with what came of it, in numbers. */
export const endTrace = (span: Span, { status, unchanged, excluded }: Ending, written: Written): void => {
  span.set({
    'patchbay.sync.status': status,
    'patchbay.documents.listed': written.listed,
    'patchbay.documents.indexed': written.indexed,
    'patchbay.documents.deleted': written.deleted,
    'patchbay.documents.refused': written.refused,
    'patchbay.documents.unchanged': unchanged,
    'patchbay.documents.excluded': excluded,
    'patchbay.bytes': written.jsonBytes,
  })
  span.end({ failed: status === 'error' || status === 'lost' })
}
