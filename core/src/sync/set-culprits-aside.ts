import { hasStatus } from '../errors.ts'
import type { BulkBatch, Operation } from './bulk-batch.ts'
import { type Delivery, isPassing, pause, sendBatch } from './send-batch.ts'
import { countRefusal } from './written.ts'

/** If it is more documents of one batch, or if as many were refused already where none was taken, it is the server. */
const most = 3
/** Milliseconds before each new try of a document alone. */
const pauses = [250, 500, 1_000]

const halves = (operations: readonly Operation[]): (readonly Operation[])[] => {
  const middle = Math.ceil(operations.length / 2)
  return [operations.slice(middle), operations.slice(0, middle)].filter(({ length }) => length > 0)
}

/**
 * Where Elasticsearch fails (500) at a whole request again and again, one document in it may be the reason: halves find
 * it, in two requests for each doubling of the batch. It is refused when it fails alone, several times, while others
 * are taken; at most three of a batch.
 * @param late there is no more time to wait: documents of which none is taken are refused too if they are that few.
 * @returns what is neither done nor refused.
 */
export const setCulpritsAside = async (
  delivery: Delivery,
  batch: BulkBatch,
  late: boolean,
): Promise<{ operations: Operation[] }> => {
  const { written } = delivery
  const left = new Set(batch.operations)
  const suspects: Operation[] = []
  const waiting = halves(batch.operations)
  let taken = false
  /** How Elasticsearch failed at them, as it says; undefined where it did not. */
  const failureAt = async (part: readonly Operation[]): Promise<string | undefined> => {
    try {
      const again = new Set(await sendBatch(delivery, batch.only(part), part))
      for (const operation of part) if (!again.has(operation)) left.delete(operation)
      taken ||= again.size < part.length
      return undefined
    } catch (error) {
      if (hasStatus(error, 500)) return error.reason
      throw error
    }
  }
  const refuseAlone = async (suspect: Operation): Promise<void> => {
    let failure: string | undefined
    for (const milliseconds of pauses) {
      await pause(delivery, milliseconds)
      failure = await failureAt([suspect])
      if (failure === undefined) return
    }
    left.delete(suspect)
    countRefusal(written, suspect.id, `Elasticsearch fails at it again and again: ${failure}`)
  }
  try {
    for (let part = waiting.pop(); part !== undefined && suspects.length <= most; part = waiting.pop()) {
      if ((await failureAt(part)) === undefined) continue
      if (part.length === 1) suspects.push(...part)
      else waiting.push(...halves(part))
    }
    const alone = late && batch.operations.length <= most && written.refused < most
    if (alone) await delivery.proveLease()
    if (suspects.length <= most && (taken || alone))
      for (const suspect of suspects) await refuseAlone(suspect)
  } catch (error) {
    // No room, or no answer: that is nobody's fault, and waited out like any other time.
    if (!isPassing(error)) throw error
  }
  return { operations: batch.operations.filter((operation) => left.has(operation)) }
}
