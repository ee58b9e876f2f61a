import type { Clock, Ids } from '../deps.ts'
import { ElasticsearchError, PatchbayError } from '../errors.ts'
import { bulkFilter, type ItemOutcome, readBulkAnswer } from './bulk-answer.ts'
import type { BulkBatch, Operation } from './bulk-batch.ts'
import type { ContentAccess } from './content-access.ts'
import type { Pace } from './pace.ts'
import { indexWasDeleted } from './read-index-facts.ts'
import { inSpan, type Span } from './span.ts'
import { isLeaseLost } from './take-back.ts'
import { countRefusal, type Written } from './written.ts'

/** Where and how batches are sent. */
export interface Delivery {
  content: Pick<ContentAccess, 'use'>
  index: string
  pipeline: string | undefined
  written: Written
  /** Asks Elasticsearch whether the lease is still ours. @throws PatchbayError `sync.lease-lost` */
  proveLease: () => Promise<void>
  /** The same where that is long ago; nothing is sent before. */
  confirmLease: () => Promise<void> | undefined
  /** Undoes what a request did that may have arrived after the lease was lost; without an answer, nobody knows what. */
  undo: (operations: readonly Operation[], answer?: unknown) => Promise<void>
  clock: Clock
  ids: Ids
  signal: AbortSignal
  pace: Pace
  /** Milliseconds that the same documents may be refused or fail. */
  patience: number
  /** What bulk requests are pieces of. */
  span: Span
}

const requestTimeout = 120_000
/** Milliseconds that a sync which is stopped waits for an answer. */
const grace = 5_000

const send = async (delivery: Delivery, batch: BulkBatch): Promise<unknown> => {
  const { content, index, pipeline, span, clock, signal: stopped } = delivery
  const request = {
    method: 'POST',
    path: `/${encodeURIComponent(index)}/_bulk`,
    querystring: { filter_path: bulkFilter, ...(pipeline === undefined ? {} : { pipeline }) },
    bulkBody: batch.body,
  }
  const size = {
    'db.operation.batch.size': batch.operations.length,
    'http.request.body.size': batch.body.length,
  }
  const answered = new AbortController()
  const late = new AbortController()
  // What is stopped is the sync: Elasticsearch may still do what it was sent, after the lease has gone to somebody else,
  // and only its answer tells. Where the lease is lost, the answer is waited for whatever it takes.
  const stop = (): void => {
    if (isLeaseLost(stopped.reason)) return
    // The rest was not needed: the answer came.
    clock.sleep(grace, answered.signal).then(
      () => late.abort(stopped.reason),
      () => undefined,
    )
  }
  if (stopped.aborted) stop()
  else stopped.addEventListener('abort', stop, { once: true, signal: answered.signal })
  try {
    return await inSpan(span, { name: 'bulk', ...size }, () =>
      content.use((es) => es.transport.request(request, { signal: late.signal, requestTimeout })),
    )
  } finally {
    answered.abort()
  }
}

/** Elasticsearch has no room, or its answer was lost: the same documents may be sent again, under the same version. */
export const isPassing = (error: unknown): error is ElasticsearchError =>
  error instanceof ElasticsearchError && (error.status === 0 || error.code === 'elasticsearch.unavailable')

const settle = async (
  delivery: Delivery,
  operations: readonly Operation[],
  outcomes: ItemOutcome[] | undefined,
) => {
  const { written } = delivery
  const again: Operation[] = []
  if (outcomes === undefined) {
    for (const operation of operations) count(written, operation)
    return again
  }
  let proven = false
  for (const [at, operation] of operations.entries()) {
    const outcome = outcomes[at] ?? { is: 'done' }
    if (outcome.is === 'again') again.push(operation)
    else if (outcome.is === 'done') count(written, operation)
    else if (outcome.is === 'refused') refuse(delivery, operation, outcome)
    else if (operation.kind === 'delete') written.kept += 1
    else {
      if (!proven) await delivery.proveLease()
      proven = true
      countRefusal(
        written,
        operation.id,
        'another writer changed it meanwhile; the next sync looks at it again',
      )
    }
  }
  return again
}

const count = (written: Written, { kind, jsonBytes }: Operation): void => {
  if (kind === 'delete') written.deleted += 1
  else written.indexed += 1
  written.jsonBytes += jsonBytes
}

const refuse = (
  { written, index, pipeline }: Delivery,
  { id }: Operation,
  { reason, status }: { reason: string; status: number },
): void => {
  if (status === 403) {
    throw new ElasticsearchError('elasticsearch.forbidden', reason, {
      status,
      type: 'security_exception',
      reason,
    })
  }
  if (status === 404 && /no such index/.test(reason)) {
    throw indexWasDeleted(index)
  }
  if (pipeline !== undefined && reason.includes(`pipeline with id [${pipeline}] does not exist`)) {
    throw new PatchbayError(
      'sync.failed',
      `The ingest pipeline ${pipeline} of this connector does not exist.`,
      {
        next: 'Make it, or set another pipeline on the connector.',
      },
    )
  }
  countRefusal(written, id, reason)
}

const stillLeased = async (
  { confirmLease, undo }: Delivery,
  operations: readonly Operation[],
  answer?: unknown,
): Promise<void> => {
  try {
    await confirmLease()
  } catch (error) {
    if (isLeaseLost(error)) await undo(operations, answer)
    throw error
  }
}

/**
 * Sends a batch once and counts what became of it.
 * @param operations those of the batch, perhaps where they stand in a larger one.
 * @returns what there was no room for.
 */
export const sendBatch = async (
  delivery: Delivery,
  batch: BulkBatch,
  operations: readonly Operation[] = batch.operations,
): Promise<Operation[]> => {
  await delivery.pace.wait(delivery.signal)
  // Versions don't fence what another worker has deleted meanwhile: neither what is sent late nor what arrives late.
  await delivery.confirmLease()
  let answer: unknown
  try {
    answer = await send(delivery, batch)
  } catch (error) {
    if (isPassing(error)) await stillLeased(delivery, operations)
    throw error
  }
  await stillLeased(delivery, operations, answer)
  return settle(delivery, operations, readBulkAnswer(answer, operations))
}

/** Rests for at most so many milliseconds, differently from worker to worker. */
export const pause = ({ clock, ids, signal }: Delivery, milliseconds: number): Promise<void> =>
  clock.sleep(milliseconds * (0.5 + ids.random() / 2), signal)
