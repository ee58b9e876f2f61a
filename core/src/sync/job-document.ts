import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { type SyncJob, syncJobSchema } from '../protocol/sync-job.ts'
import { asService, jobsIndex } from './protocol-indices.ts'

const stored = z.object({
  _id: z.string(),
  _seq_no: z.int(),
  _primary_term: z.int(),
  _source: z.looseObject({}),
})

/** A job with the place of its document. */
export interface PlacedJob {
  job: SyncJob
  seqNo: number
  primaryTerm: number
}

/** Undefined when the job was deleted. Never behind the last write. */
export const readJob = async (es: Client, id: string): Promise<PlacedJob | undefined> => {
  try {
    const found = stored.parse(await es.get({ index: jobsIndex, id }, asService))
    const job = syncJobSchema.parse({ ...found._source, id: found._id })
    return { job, seqNo: found._seq_no, primaryTerm: found._primary_term }
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}

type Doc = Record<string, unknown> | undefined

/** Changes fields of a job, read again as often as somebody else comes first. Nothing happens when it is gone. */
export const updateJob = async (
  es: Client,
  id: string,
  docOf: (job: SyncJob) => Doc | Promise<Doc>,
): Promise<void> => {
  for (;;) {
    const placed = await readJob(es, id)
    const doc = placed && (await docOf(placed.job))
    if (placed === undefined || doc === undefined) return
    const guard = { if_seq_no: placed.seqNo, if_primary_term: placed.primaryTerm, refresh: true }
    try {
      await es.update({ index: jobsIndex, id, doc, ...guard }, asService)
      return
    } catch (error) {
      if (!hasStatus(error, 409)) throw error
    }
  }
}
