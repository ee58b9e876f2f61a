import { z } from 'zod'
import { type JobType, jobTypes, syncStatuses } from './connector.ts'

/** Of a sync job what statistics are made of. */
export const finishedJobSchema = z.object({
  id: z.string(),
  job_type: z.enum(jobTypes).default('full'),
  status: z.enum(syncStatuses),
  created_at: z.string(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  last_seen: z.string().nullish(),
  error: z.string().nullish(),
  indexed_document_count: z.number().default(0),
  deleted_document_count: z.number().default(0),
  /** MiB. */
  indexed_document_volume: z.number().default(0),
  total_document_count: z.number().nullish(),
  /** Without one it still counts. */
  connector: z.object({ id: z.string() }).catch({ id: '' }),
})
export type FinishedJob = z.infer<typeof finishedJobSchema>

const sum = (jobs: readonly FinishedJob[], of: (job: FinishedJob) => number): number =>
  jobs.reduce((total, job) => total + of(job), 0)

/** The value that this share of the values doesn't exceed; they are sorted. */
const percentile = (values: readonly number[], share: number): number | null =>
  values[Math.max(0, Math.ceil(values.length * share) - 1)] ?? null

/** Seconds that completed jobs took, the shortest first. A job whose times contradict each other says nothing. */
const durations = (jobs: readonly FinishedJob[]): number[] =>
  jobs
    .flatMap(({ status, started_at: started, completed_at: completed }) =>
      status === 'completed' && started != null && completed != null
        ? [(Date.parse(completed) - Date.parse(started)) / 1000]
        : [],
    )
    .filter((seconds) => seconds >= 0)
    .toSorted((a, b) => a - b)

const kindStats = (kind: JobType, jobs: readonly FinishedJob[]) => {
  const seconds = durations(jobs)
  const having = (...statuses: readonly FinishedJob['status'][]) =>
    jobs.filter(({ status }) => statuses.includes(status)).length
  return {
    kind,
    jobs: jobs.length,
    completed: having('completed'),
    error: having('error'),
    canceled: having('canceled', 'canceling'),
    open: having('pending', 'in_progress', 'suspended'),
    medianSeconds: percentile(seconds, 0.5),
    p95Seconds: percentile(seconds, 0.95),
    indexedDocuments: sum(jobs, (job) => job.indexed_document_count),
    deletedDocuments: sum(jobs, (job) => job.deleted_document_count),
    volumeMiB: sum(jobs, (job) => job.indexed_document_volume),
  }
}

/** Errors that differ only in numbers and ids are one. */
const likeness = (error: string): string => error.slice(0, 300).replace(/[0-9a-f]*\d[0-9a-f]*/gi, '#')

const topErrors = (jobs: readonly FinishedJob[]) => {
  const failed = jobs.flatMap((job) =>
    job.status === 'error' ? [{ job, error: job.error ?? 'no reason given' }] : [],
  )
  return [...Map.groupBy(failed, ({ error }) => likeness(error)).values()]
    .flatMap((alike) => {
      const newest = alike.toSorted((a, b) => b.job.created_at.localeCompare(a.job.created_at))[0]
      if (newest === undefined) return []
      const { job, error } = newest
      return [{ error: error.slice(0, 300), jobs: alike.length, last: job.created_at, job: job.id }]
    })
    .toSorted((a, b) => b.jobs - a.jobs)
    .slice(0, 5)
}

/** Sync jobs in numbers: each kind that occurs, and the five errors that occur most. */
export const syncStats = (jobs: readonly FinishedJob[]) => ({
  jobs: jobs.length,
  kinds: jobTypes.flatMap((kind) => {
    const ofKind = jobs.filter(({ job_type: type }) => type === kind)
    return ofKind.length === 0 ? [] : [kindStats(kind, ofKind)]
  }),
  errors: topErrors(jobs),
})
