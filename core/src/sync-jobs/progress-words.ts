import { withCommas } from '../lib/counted.ts'
import { durationWords } from '../lib/duration.ts'
import { notesOf } from '../protocol/job-notes.ts'
import type { SyncJob } from '../protocol/sync-job.ts'

/**
 * How far a sync is, short enough for a column: `1,200 of ~4,200 · 600/s · ~5 s left`; nothing of one that doesn't run, or
 * that another service runs.
 */
export const progressWords = (job: Pick<SyncJob, 'status' | 'metadata'>): string | undefined => {
  const progress = job.status === 'in_progress' ? notesOf(job)?.progress : undefined
  if (!progress) return undefined
  const { listed, expected, perSecond, secondsLeft } = progress
  const of = expected > listed ? ` of ~${withCommas(expected)}` : ''
  return [
    `${withCommas(listed)}${of}`,
    ...(perSecond > 0 ? [`${withCommas(Math.round(perSecond))}/s`] : []),
    ...(secondsLeft === null ? [] : [`~${durationWords(secondsLeft * 1000)} left`]),
  ].join(' · ')
}
