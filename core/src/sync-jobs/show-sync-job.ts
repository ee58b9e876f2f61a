import type { Cluster } from '../deps.ts'
import { kibanaLogs } from '../protocol/kibana-links.ts'
import { notesKey, notesOf } from '../protocol/job-notes.ts'
import { jobLogs } from '../protocol/log-filter.ts'
import { pipelineSwitches } from '../protocol/pipeline-switches.ts'
import { ruleLines } from '../protocol/rule-lines.ts'
import { ruleSetOf } from '../protocol/sync-rules.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { progressWords } from './progress-words.ts'

/** A job as lists and people see it. Its copy of the configuration stays out. */
export const showSyncJob = (job: SyncJob) => {
  const soFar = progressWords(job)
  return {
    id: job.id,
    connector: job.connector.id,
    kind: job.job_type,
    status: job.status,
    trigger: job.trigger_method,
    created: job.created_at,
    started: job.started_at ?? null,
    completed: job.completed_at ?? null,
    indexedDocuments: job.indexed_document_count,
    deletedDocuments: job.deleted_document_count,
    ...(soFar !== undefined && { soFar }),
    error: job.error ?? null,
  }
}

const withoutNotes = ({ metadata }: SyncJob) => {
  const { [notesKey]: _notes, ...rest } = metadata ?? {}
  return rest
}

/** The rules that held for it when it was asked for. */
const rulesOf = ({ connector }: SyncJob): string[] => {
  const rules = ruleSetOf(connector.filtering)
  return rules === undefined ? ["its copy of the rules can't be read"] : ruleLines(rules)
}

/** One job with everything that is told about it. */
export const showSyncJobWhole = (job: SyncJob, cluster: Pick<Cluster, 'kibana'>) => ({
  ...showSyncJob(job),
  index: job.connector.index_name ?? null,
  serviceType: job.connector.service_type ?? null,
  volumeMiB: job.indexed_document_volume,
  totalDocuments: job.total_document_count ?? null,
  worker: job.worker_hostname ?? null,
  lastSeen: job.last_seen ?? null,
  cancelRequested: job.cancelation_requested_at ?? null,
  canceled: job.canceled_at ?? null,
  rules: rulesOf(job),
  pipeline: job.connector.pipeline?.name ?? null,
  ...(job.connector.pipeline == null ? {} : { pipelineSettings: pipelineSwitches(job.connector.pipeline) }),
  ...notesOf(job),
  logs: jobLogs(job.id),
  ...kibanaLogs(cluster, jobLogs(job.id)),
  metadata: withoutNotes(job),
})
