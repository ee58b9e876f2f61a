import type { Clock, Ids } from '../deps.ts'
import { ElasticsearchError, hasStatus, PatchbayError } from '../errors.ts'
import { bulkFilter, type ItemOutcome, readBulkAnswer } from './bulk-answer.ts'
import type { BulkBatch, Operation } from './bulk-batch.ts'
import type { ContentAccess } from './content-access.ts'
import { inSpan, type Span } from './span.ts'
import { countRefusal, type Written } from './written.ts'

/** Where and how batches are sent. */
export interface Delivery {
  content: ContentAccess
  index: string
  pipeline: string | undefined
  written: Written
  /** Asks Elasticsearch whether the lease is still ours. @throws PatchbayError `sync.lease-lost` */
  proveLease: () => Promise<void>
  /** The same where that is long ago; nothing is sent before. */
  confirmLease: () => Promise<void> | undefined
  clock: Clock
  ids: Ids
  signal: AbortSignal
  /** Milliseconds that the same documents may be refused or fail. */
  patience: number
  /** What bulk requests are pieces of. */
  span: Span
}

const requestTimeout = 120_000
const shortestPause = 250
const longestPause = 15_000

const send = ({ content, index, pipeline, signal, span }: Delivery, batch: BulkBatch): Promise<unknown> => {
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
  return inSpan(span, { name: 'bulk', ...size }, () =>
    content.use((es) => es.transport.request(request, { signal, requestTimeout })),
  )
}

/** Elasticsearch has no room, or its answer was lost: the same documents may be sent again, under the same version. */
const isPassing = (error: unknown): boolean =>
  error instanceof ElasticsearchError && (error.status === 0 || error.code === 'elasticsearch.unavailable')

const settle = async (
  delivery: Delivery,
  operations: readonly Operation[],
  outcomes: ItemOutcome[] | undefined,
) => {
  const { written } = delivery
  const again: Operation[] = []
  let proven = false
  for (const [at, operation] of operations.entries()) {
    const outcome = outcomes?.[at] ?? { is: 'done' }
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
    throw new PatchbayError('sync.failed', `The index ${index} was deleted while it was written.`, {
      next: 'Sync again: the index is made anew.',
    })
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

/** So much of a request may be refused for lack of room and the next one still goes out at once. */
const crowded = 0.5
/** Milliseconds to pause when a request was refused as a whole, as far as it was less. */
const breath = 40

/**
 * Sends a batch until each of its operations is done or refused for good, or only few are left: those are handed back,
 * to be sent with others. Only what has to be is sent again; where there is no room for most of it, after a pause that
 * grows and differs from worker to worker.
 * @returns what is left, in a batch of its own; undefined when nothing is.
 * @throws when Elasticsearch fails for longer than the patience lasts, or for a reason that waiting doesn't mend.
 */
export const deliverBatch = async (delivery: Delivery, batch: BulkBatch): Promise<BulkBatch | undefined> => {
  const { clock, ids, signal, patience } = delivery
  const since = clock.monotonic()
  const rest = (pause: number): Promise<void> => clock.sleep(pause * (0.5 + ids.random() / 2), signal)
  let left = batch
  for (let tried = 0; ; tried++) {
    signal.throwIfAborted()
    try {
      const { operations } = left
      // Versions don't fence what another worker has deleted meanwhile.
      await delivery.confirmLease()
      const again = await settle(delivery, operations, readBulkAnswer(await send(delivery, left), operations))
      if (again.length === 0) return undefined
      const share = again.length / operations.length
      left = left.only(again)
      if (share < crowded) {
        await rest(breath * share)
        return left
      }
      if (clock.monotonic() - since > patience) throw tooLong()
    } catch (error) {
      if (hasStatus(error, 413)) {
        await deliverInParts(delivery, left)
        return undefined
      }
      if (!isPassing(error)) throw error
      if (clock.monotonic() - since > patience) throw tooLong(error)
    }
    await rest(Math.min(longestPause, shortestPause * 2 ** tried))
  }
}

const tooLong = (cause?: unknown): PatchbayError =>
  new PatchbayError(
    'elasticsearch.unavailable',
    'Elasticsearch had no room for the documents for too long.',
    {
      next: 'Look at the load and the disks of the cluster; the next sync sends them again.',
      cause,
    },
  )

const deliverInParts = async (delivery: Delivery, batch: BulkBatch): Promise<void> => {
  const { operations } = batch
  const [first] = operations
  if (operations.length <= 1) {
    if (first)
      countRefusal(delivery.written, first.id, 'it is larger than Elasticsearch takes in one request')
    return
  }
  const middle = Math.ceil(operations.length / 2)
  for (const half of [operations.slice(0, middle), operations.slice(middle)]) {
    let left: BulkBatch | undefined = batch.only(half)
    while (left !== undefined) left = await deliverBatch(delivery, left)
  }
}
