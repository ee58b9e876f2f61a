import { lineOf, type WorkerEvent } from './worker-event.ts'

const ecsVersion = '8.17.0'

/** How loud an event is, and how it went; undefined for what would only fill a log. */
const levelOf = (event: WorkerEvent): { level: string; outcome: string } | undefined => {
  switch (event.is) {
    case 'note':
    case 'sync-begun':
    case 'sync-progress':
    case 'sync-elsewhere':
      return { level: 'info', outcome: 'unknown' }
    case 'sync-ended':
      return event.ending.status === 'error' || event.ending.status === 'lost'
        ? { level: 'error', outcome: 'failure' }
        : { level: 'info', outcome: 'success' }
    case 'sync-waits':
      return { level: 'warn', outcome: 'unknown' }
    case 'trouble':
      return { level: 'warn', outcome: 'failure' }
    default:
      return undefined
  }
}

const detailsOf = (event: WorkerEvent): Record<string, unknown> => {
  if (event.is === 'trouble') return { labels: { connector_id: event.connectorId } }
  if (event.is === 'note' || event.is === 'round') return {}
  const labels = {
    connector_id: event.connectorId,
    connector_name: event.connector,
    service_type: event.serviceType,
    job_id: event.jobId,
    job_kind: event.kind,
  }
  if (event.is === 'sync-begun' || event.is === 'sync-waits' || event.is === 'sync-elsewhere')
    return { labels }
  const { written } = event
  const counts = {
    indexed: written.indexed,
    deleted: written.deleted,
    refused: written.refused,
    without_text: written.withoutText,
    bytes: written.jsonBytes,
  }
  if (event.is === 'sync-progress')
    return { labels, patchbay: { ...counts, listed: written.listed, expected: written.expected } }
  const { ending } = event
  return {
    labels: { ...labels, status: ending.status },
    patchbay: { ...counts, unchanged: ending.unchanged, excluded: ending.excluded },
    ...(ending.error === null ? {} : { error: { message: ending.error } }),
  }
}

/** The event as one line of JSON in Elastic's Common Schema, for a log shipper. */
export const ecsLine = (event: WorkerEvent, about: { name: string; now: Date }): string | undefined => {
  const shown = levelOf(event)
  if (shown === undefined) return undefined
  return JSON.stringify({
    '@timestamp': about.now.toISOString(),
    'log.level': shown.level,
    message: lineOf(event),
    'ecs.version': ecsVersion,
    service: { name: 'patchbay-worker', node: { name: about.name } },
    event: {
      action: event.is,
      outcome: shown.outcome,
      ...('seconds' in event ? { duration: Math.round(event.seconds * 1e9) } : {}),
    },
    ...detailsOf(event),
  })
}
