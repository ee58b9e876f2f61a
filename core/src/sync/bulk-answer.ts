import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { Operation } from './bulk-batch.ts'

/** What happened to one operation. */
export type ItemOutcome =
  | { is: 'done' }
  /** No room for it now: send it again. */
  | { is: 'again' }
  /** Somebody else has written this document since. */
  | { is: 'conflict' }
  /** It will never be taken as it is. */
  | { is: 'refused'; reason: string; status: number }

const errorSchema = z.object({
  type: z.string(),
  reason: z.string().nullish(),
  caused_by: z.object({ reason: z.string().nullish() }).optional(),
})
const itemSchema = z.object({ status: z.number(), error: errorSchema.optional() })
const shortAnswer = z.object({ errors: z.boolean() })
const longAnswer = z.object({
  items: z.array(z.object({ index: itemSchema.optional(), delete: itemSchema.optional() })),
})

const statusesSchema = longAnswer.transform(({ items }) =>
  items.map(({ index, delete: gone }) => (index ?? gone)?.status ?? 0),
)

/** How Elasticsearch answered to each operation; undefined where it gave no answer that tells. */
export const bulkStatuses = (answer: unknown): number[] | undefined => statusesSchema.safeParse(answer).data

/** The least that tells what happened: answers are as long as their requests otherwise. */
export const bulkFilter =
  'errors,items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason'

const outcomeOf = ({ status, error }: z.infer<typeof itemSchema>): ItemOutcome => {
  if (status === 429 || status === 502 || status === 503 || status === 504) return { is: 'again' }
  if (status === 409) return { is: 'conflict' }
  if (error === undefined) return { is: 'done' }
  const cause = error.caused_by?.reason
  const reason = [error.reason ?? error.type, ...(cause ? [cause] : [])].join(': ')
  return { is: 'refused', reason, status }
}

/**
 * Reads the answer to a bulk request. One without errors is not looked at item by item.
 * @returns one outcome for each operation; undefined when all of them are done.
 */
export const readBulkAnswer = (
  answer: unknown,
  operations: readonly Operation[],
): ItemOutcome[] | undefined => {
  if (!shortAnswer.parse(answer).errors) return undefined
  const { items } = longAnswer.parse(answer)
  if (items.length !== operations.length) {
    const message = `Elasticsearch answered about ${items.length} of ${operations.length} documents.`
    throw new PatchbayError('elasticsearch.unexpected', message)
  }
  return operations.map(({ kind }, at): ItemOutcome => {
    const item = items[at]?.[kind]
    if (item === undefined) return { is: 'again' }
    // A document that is gone already needs no delete.
    if (kind === 'delete' && item.status === 404) return { is: 'done' }
    return outcomeOf(item)
  })
}
