import { z } from 'zod'
import { isPatchbayError } from '../errors.ts'
import { bulkStatuses } from './bulk-answer.ts'
import type { Operation } from './bulk-batch.ts'
import type { ContentAccess } from './content-access.ts'

export interface TakingBack {
  content: ContentAccess
  index: string
  /** Asks for a sync that puts right what can't be taken back. */
  syncAgain: () => Promise<void>
}

const docsSchema = z.object({
  docs: z.array(
    z.object({
      _id: z.string(),
      _version: z.int().optional(),
      _seq_no: z.int().optional(),
      _primary_term: z.int().optional(),
    }),
  ),
})

/** Whether an error says that the lease is another's. */
export const isLeaseLost = (error: unknown): boolean =>
  isPatchbayError(error) && error.code === 'sync.lease-lost'

/**
 * Undoes what a bulk request did that may have arrived after its lease was lost. Versions keep what the next owner has
 * written since; they don't keep out a document that it never saw, or found as it should be. What the request made is
 * deleted, unless written since: the next owner writes anew what it found of it. What it changed or deleted is not known
 * as it was: another sync puts it right, as it does where the answer was lost.
 * @param answer undefined where there was none.
 */
export const takeBack = async (
  { content, index, syncAgain }: TakingBack,
  operations: readonly Operation[],
  answer: unknown,
): Promise<void> => {
  const statuses = bulkStatuses(answer)
  const done = operations.filter((_, at) => statuses === undefined || [200, 201].includes(statuses[at] ?? 0))
  if (done.length === 0) return
  const ids = done.map(({ id }) => id)
  const found = docsSchema.parse(await content.use((es) => es.mget({ index, ids, _source: false })))
  // What has another version than it was written with was written by somebody else since.
  const versions = new Map(done.map(({ id, version }) => [id, version]))
  const standing = new Map(
    found.docs.filter((doc) => doc._version === versions.get(doc._id)).map((doc) => [doc._id, doc]),
  )
  const made = operations.flatMap(({ kind, id }, at) => {
    const doc = kind === 'index' && statuses?.[at] === 201 ? standing.get(id) : undefined
    return doc === undefined ? [] : [doc]
  })
  for (const { _id } of made) standing.delete(_id)
  const deletes = made.map(({ _id, _seq_no, _primary_term }) => ({
    delete: {
      _id,
      ...(_seq_no !== undefined && { if_seq_no: _seq_no }),
      ...(_primary_term !== undefined && { if_primary_term: _primary_term }),
    },
  }))
  const undone =
    deletes.length === 0
      ? []
      : (bulkStatuses(await content.use((es) => es.bulk({ index, operations: deletes, refresh: true }))) ??
        [])
  const isSettled = undone.every((status) => [200, 404, 409].includes(status))
  const deleted = done.some(({ kind }) => kind === 'delete')
  if (statuses === undefined || standing.size > 0 || deleted || !isSettled) await syncAgain()
}
