import type { Client } from '@elastic/elasticsearch'
import type { PatchbayError } from '../errors.ts'
import type { Operation } from './bulk-batch.ts'
import { BulkWriter } from './bulk-writer.ts'
import type { Claim } from './claim-job.ts'
import { ContentAccess } from './content-access.ts'
import { ExistingDocuments } from './existing-documents.ts'
import type { IndexBefore } from './index-before.ts'
import { IndexInOrder } from './index-in-order.ts'
import { readExisting } from './read-existing.ts'
import { readIndexFacts } from './read-index-facts.ts'
import { Pace } from './pace.ts'
import { type Patiently, persist } from './persist.ts'
import { requestAgain } from './request-again.ts'
import { withAtMost } from './span.ts'
import { takeBack } from './take-back.ts'
import type { WorkerParts } from './worker-options.ts'
import type { Written } from './written.ts'

/** Bulk requests of one sync that have a span: one of millions of documents would fill a trace. */
const tracedRequests = 100

/** The index that a job writes, as it was before, with the way to write it. */
export interface OpenIndex {
  content: ContentAccess
  existing: IndexBefore
  writer: BulkWriter
  /** What no other index has, of the same name either. */
  uuid: string
  /** Whether its state can be told at one look. */
  isInOrder: boolean
  /** Asks Elasticsearch again while it is busy. */
  patiently: Patiently
  /** Reads it once more, as it is by now. */
  readBefore: () => Promise<IndexBefore>
}

export interface IndexWanted {
  /** Makes the index, or what it lacks, and tells whether it was made. */
  prepare: (es: Client) => Promise<boolean>
  /**
   * How what is in it is read, so that what is unchanged isn't sent and what is gone can be deleted: along with the
   * source, or before it where that is little.
   */
  reads: 'along' | 'before' | 'nothing'
  /** What is thrown where it isn't there; without it, it is made. */
  missing?: PatchbayError
  pipeline: string | undefined
  written: Written
  signal: AbortSignal
}

export const openIndex = async (
  parts: WorkerParts,
  claim: Claim,
  { prepare, reads, missing, pipeline, written, signal }: IndexWanted,
): Promise<OpenIndex> => {
  const { connector, index, lease } = claim
  const { clock, ids, timing, bulk } = parts
  const content = await ContentAccess.open(parts, connector, (apiKeyId) => lease.useKey(apiKeyId))
  if (missing !== undefined && !(await content.use((es) => es.indices.exists({ index })))) throw missing
  const made = await content.use(prepare)
  const { patience } = timing
  const patiently: Patiently = (ask) => persist(clock, { patience: () => patience, signal }, ask)
  const { isInOrder, uuid } = await patiently(() => content.use((es) => readIndexFacts(es, index)))
  const readBefore = async (): Promise<IndexBefore> => {
    const raise = (version: number) => lease.raise(version)
    const of = { content, index, doubtedFrom: lease.doubtedFrom, patiently, raise, signal }
    if (reads === 'along' && isInOrder) return IndexInOrder.open(of)
    const { documents, version } = await patiently(() => content.use((es) => readExisting(es, of)))
    await raise(version)
    return documents
  }
  // A sync that looks at changes only knows nothing as unchanged, and in an index that was just made there is nothing.
  const existing = reads === 'nothing' || made ? new ExistingDocuments() : await readBefore()
  written.expected = existing.size
  const proveLease = () => lease.renew()
  const confirmLease = () => lease.confirm()
  const span = withAtMost(tracedRequests, parts.span)
  const epoch = () => lease.epoch
  const undo = (operations: readonly Operation[], answer: unknown) => {
    const takingBack = { content, index, syncAgain: () => requestAgain(parts, claim) }
    return persist(clock, { patience: () => patience }, () => takeBack(takingBack, operations, answer))
  }
  const leased = { proveLease, confirmLease, undo }
  const pace = new Pace(clock, bulk.requests)
  const delivery = { content, index, pipeline, written, ...leased, clock, ids, signal, pace, patience, span }
  const writer = new BulkWriter(delivery, epoch, bulk)
  return { content, existing, writer, uuid, isInOrder, patiently, readBefore }
}
