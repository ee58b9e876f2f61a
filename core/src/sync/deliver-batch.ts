import { hasStatus, PatchbayError } from '../errors.ts'
import type { BulkBatch } from './bulk-batch.ts'
import { type Delivery, isPassing, pause, sendBatch } from './send-batch.ts'
import { setCulpritsAside } from './set-culprits-aside.ts'
import { countRefusal } from './written.ts'

const shortestPause = 250
const longestPause = 15_000

/** So much of a request may be refused for lack of room and what is left is sent with others, without a pause. */
const crowded = 0.5

/** So many times in a row Elasticsearch may fail at the same documents before one of them is suspected. */
const suspicious = 3

/**
 * Sends a batch until each of its operations is done or refused for good, or only few are left: those stay in it, to be
 * sent with others. Only what has to be is sent again; where there is no room for most of it, after a pause that grows
 * and differs from worker to worker, and not before Elasticsearch wants to be asked again.
 * @throws when Elasticsearch fails for longer than the patience lasts, or for a reason that waiting doesn't mend.
 */
export const deliverBatch = async (delivery: Delivery, batch: BulkBatch): Promise<void> => {
  const { clock, signal, patience, pace } = delivery
  const since = clock.monotonic()
  let failures = 0
  for (let tried = 0; ; tried++) {
    signal.throwIfAborted()
    try {
      const sent = batch.operations.length
      const again = await sendBatch(delivery, batch)
      batch.keep(again)
      if (batch.isEmpty) return pace.taken()
      pace.refused()
      failures = 0
      if (again.length / sent < crowded) return
      if (clock.monotonic() - since > patience) throw tooLong()
    } catch (error) {
      if (hasStatus(error, 413)) return deliverInParts(delivery, batch)
      if (!isPassing(error)) throw error
      pace.refused(error.retryAfter)
      const late = clock.monotonic() - since > patience
      failures = hasStatus(error, 500) ? failures + 1 : 0
      if (failures >= suspicious || (late && failures > 0)) {
        const { operations } = await setCulpritsAside(delivery, batch, late)
        batch.keep(operations)
        if (batch.isEmpty) return
        failures = 0
      }
      if (late) throw tooLong(error)
    }
    await pause(delivery, Math.min(longestPause, shortestPause * 2 ** tried))
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
    return batch.clear()
  }
  const middle = Math.ceil(operations.length / 2)
  for (const half of [operations.slice(0, middle), operations.slice(middle)]) {
    const part = batch.only(half)
    while (!part.isEmpty) {
      await deliverBatch(delivery, part)
      if (!part.isEmpty) await pause(delivery, shortestPause)
    }
  }
  batch.clear()
}
