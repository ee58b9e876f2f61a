import type { Checkpoint } from '../protocol/job-notes.ts'
import type { SyncJob } from '../protocol/sync-job.ts'

/** A document with what is wrong with it. */
interface Problem {
  id: string
  reason: string
}

/** What became of what was sent to the content index. */
export interface Written {
  indexed: number
  deleted: number
  /** Of JSON as the source gave it, acknowledged. */
  jsonBytes: number
  /** Documents that Elasticsearch does not take as they are, or that somebody else wrote at the same time. */
  refused: number
  /** The first of them. */
  refusals: Problem[]
  /** Documents that were written without the text of their file, which is damaged, sealed or too large. */
  withoutText: number
  /** The first of them. */
  textProblems: Problem[]
  /** Documents that changed after the scan and were therefore not deleted. */
  kept: number
  /** Documents that the source has given so far, written or not. */
  listed: number
  /** Documents that the index held before: about as many will come. */
  expected: number
  /** From where the sync could go on, if it was stopped now. */
  checkpoint: Checkpoint | undefined
  /** What of these counts earlier attempts at the job came to, perhaps in another worker. */
  earlier: Pick<Written, 'indexed' | 'deleted' | 'refused' | 'jsonBytes' | 'listed'>
}

const keptProblems = 100
const longestReason = 500

const keep = (problems: Problem[], id: string, reason: string): void => {
  if (problems.length < keptProblems) problems.push({ id, reason: reason.slice(0, longestReason) })
}

export const nothingWritten = (): Written => ({
  indexed: 0,
  deleted: 0,
  jsonBytes: 0,
  refused: 0,
  refusals: [],
  withoutText: 0,
  textProblems: [],
  kept: 0,
  listed: 0,
  expected: 0,
  checkpoint: undefined,
  earlier: { indexed: 0, deleted: 0, refused: 0, jsonBytes: 0, listed: 0 },
})

/** Counts a document as refused, and remembers the first ones. */
export const countRefusal = (written: Written, id: string, reason: string): void => {
  written.refused += 1
  keep(written.refusals, id, reason)
}

/** Counts a document as one without the text of its file. */
export const countWithoutText = (written: Written, id: string, reason: string): void => {
  written.withoutText += 1
  keep(written.textProblems, id, reason)
}

const mebibyte = 1024 * 1024

/** A job that is taken up goes on counting, and has left out what it left out before. */
export const writtenBefore = (job: SyncJob): Written => {
  const counts = {
    indexed: job.indexed_document_count,
    deleted: job.deleted_document_count,
    jsonBytes: job.indexed_document_volume * mebibyte,
  }
  return { ...nothingWritten(), ...counts, earlier: { ...counts, refused: 0, listed: 0 } }
}

/** Documents a second that this attempt at the job listed. */
export const listedPerSecond = ({ listed, earlier }: Written, seconds: number): number =>
  seconds > 0 ? Math.round((listed - earlier.listed) / seconds) : 0

/** A sync that goes on from a checkpoint has left out what it left out until then. */
export const goOnCounting = (written: Written, before: Checkpoint): void => {
  written.checkpoint = before
  written.refused = written.earlier.refused = before.refused
  // As many as are accounted for: some of them may come again.
  const { unchanged, excluded, refused } = before
  written.listed = written.earlier.listed = unchanged + excluded + refused + written.indexed
  written.refusals = [...before.refusals]
  written.withoutText = before.withoutText
  written.textProblems = [...before.textProblems]
}
