import type { Clock } from '../deps.ts'
import type { JsonObject } from '../lib/json.ts'
import { type Checkpoint, notesOf } from '../protocol/job-notes.ts'
import type { BulkWriter } from './bulk-writer.ts'
import type { Claim } from './claim-job.ts'
import type { Listed } from './copy-documents.ts'
import type { Written } from './written.ts'

/** Milliseconds between two checkpoints: before each, everything that was sent must have arrived. */
const atLeast = 250
const atMost = 1_000
/** Waiting for that takes a twentieth of the time, unless the checkpoints would be too far apart. */
const timesAsLong = 20
/** A source has changed too much after this many milliseconds to go on in the middle of it. */
const longest = 6 * 60 * 60 * 1_000

/** From where a job goes on that was stopped, if it can: what it wrote until then is there, and as it would be now. */
export const checkpointOf = (
  { job, index }: Claim,
  { mark, now }: { mark: string; now: Date },
): Checkpoint | undefined => {
  const found = notesOf(job)?.checkpoint
  if (found == null || job.job_type !== 'full' || found.index !== index || found.mark !== mark)
    return undefined
  return now.getTime() - Date.parse(found.time) < longest ? found : undefined
}

interface Keeping {
  writer: BulkWriter
  written: Written
  index: string
  /** Of the index and what shapes its documents. */
  mark: string
  clock: Pick<Clock, 'now' | 'monotonic'>
  /** Called with each that was kept. */
  onKept: () => void
}

/** Notes how far a listing is, at most so often; the job shows it with its progress, and at its end if it is stopped. */
export const keepCheckpoints = ({ writer, written, index, mark, clock, onKept }: Keeping) => {
  let kept = clock.monotonic()
  let every = atLeast
  return async (at: JsonObject, { unchanged, excluded, skipped }: Listed): Promise<void> => {
    const since = clock.monotonic()
    if (since - kept < every) return
    await writer.flush()
    kept = clock.monotonic()
    every = Math.min(atMost, Math.max(atLeast, (kept - since) * timesAsLong))
    const { refused, refusals, withoutText, textProblems } = written
    const time = clock.now().toISOString()
    written.checkpoint = {
      at,
      index,
      mark,
      time,
      unchanged,
      excluded,
      refused,
      refusals: [...refusals],
      withoutText,
      textProblems: [...textProblems],
      skipped: [...skipped],
    }
    onKept()
  }
}
