import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { WorkerEvent } from './worker-event.ts'
import type { Written } from './written.ts'

type Counts = Omit<Written['earlier'], 'listed'>
const none: Counts = { indexed: 0, deleted: 0, refused: 0, jsonBytes: 0 }

interface Counted {
  jobId: string
  serviceType: string
  written: Readonly<Written>
}

/** What this worker did of it: a job that was taken up goes on counting where another attempt ended. */
const ownCounts = ({ earlier, ...so }: Readonly<Written>): Counts => ({
  indexed: so.indexed - earlier.indexed,
  deleted: so.deleted - earlier.deleted,
  refused: so.refused - earlier.refused,
  jsonBytes: so.jsonBytes - earlier.jsonBytes,
})

export interface WorkerMetrics {
  see(event: WorkerEvent): void
  /** In the text format of Prometheus. */
  text(): Promise<string>
  contentType: string
}

/** What a worker did, in numbers that a Prometheus server collects. A kind of data source is a label, and no connector: there may be thousands. */
export const workerMetrics = (): WorkerMetrics => {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const jobs = new Counter({
    name: 'patchbay_sync_jobs_total',
    help: 'Sync jobs that ended, by kind and status.',
    labelNames: ['service_type', 'kind', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'patchbay_sync_duration_seconds',
    help: 'How long sync jobs took.',
    labelNames: ['service_type', 'kind'],
    buckets: [0.5, 1, 5, 15, 60, 300, 1_800, 7_200, 28_800],
    registers,
  })
  const documents = new Counter({
    name: 'patchbay_sync_documents_total',
    help: 'Documents by what became of them in the content indices.',
    labelNames: ['service_type', 'outcome'],
    registers,
  })
  const bytes = new Counter({
    name: 'patchbay_sync_bytes_total',
    help: 'Bytes of JSON that Elasticsearch acknowledged.',
    labelNames: ['service_type'],
    registers,
  })
  const running = new Gauge({ name: 'patchbay_syncs_running', help: 'Syncs that run now.', registers })
  const waiting = new Gauge({
    name: 'patchbay_jobs_unfinished',
    help: 'Jobs of all workers that wait or run, as the last look saw them.',
    registers,
  })
  const connectors = new Gauge({
    name: 'patchbay_connectors',
    help: 'Connectors that this worker syncs.',
    registers,
  })
  const troubles = new Counter({
    name: 'patchbay_troubles_total',
    help: 'Times that something could not go on.',
    registers,
  })
  const looked = new Gauge({
    name: 'patchbay_last_look_timestamp_seconds',
    help: 'When the last look for work went well.',
    registers,
  })

  const counted = new Map<string, Counts>()
  const add = ({ jobId, serviceType, written }: Counted): void => {
    const before = counted.get(jobId) ?? none
    const now = ownCounts(written)
    const of = { service_type: serviceType }
    for (const outcome of ['indexed', 'deleted', 'refused'] as const)
      documents.inc({ ...of, outcome }, now[outcome] - before[outcome])
    bytes.inc(of, now.jsonBytes - before.jsonBytes)
    counted.set(jobId, now)
  }

  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    see: (event) => {
      switch (event.is) {
        case 'sync-begun':
          return running.inc()
        case 'sync-progress':
          return add(event)
        case 'sync-ended':
          running.dec()
          jobs.inc({ service_type: event.serviceType, kind: event.kind, status: event.ending.status })
          seconds.observe({ service_type: event.serviceType, kind: event.kind }, event.seconds)
          add(event)
          counted.delete(event.jobId)
          return
        case 'round':
          connectors.set(event.connectors)
          waiting.set(event.waiting)
          return looked.setToCurrentTime()
        case 'trouble':
          return troubles.inc()
        case 'sync-waits':
        case 'sync-elsewhere':
        case 'note':
      }
    },
  }
}
