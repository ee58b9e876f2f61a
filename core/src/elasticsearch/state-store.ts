import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus, PatchbayError } from '../errors.ts'
import { stateIndex } from '../protocol/patchbay-indices.ts'

/** A remembered thing, and the version that compare-and-set goes by. */
export interface Stored<Value> {
  id: string
  value: Value
  seqNo: number
  primaryTerm: number
}

/** What services remember in `patchbay-state`, one kind of thing: written by compare-and-set, so that replicas agree. */
export interface StateStore<Value> {
  read(id: string): Promise<Stored<Value> | undefined>
  /** All of the kind that are not done, 1,000 at most; a search, so it misses the last second. */
  list(): Promise<Stored<Value>[]>
  /** False where there is one already. */
  create(id: string, value: Value): Promise<boolean>
  /** False where somebody wrote it since it was read. */
  replace(stored: Stored<Value>, value: Value): Promise<boolean>
}

const placed = z.object({ _id: z.string(), _seq_no: z.int(), _primary_term: z.int() })

/** One kind of thing: its name, what it looks like, and which nobody looks for any more. Those are read by id only. */
export interface StateKind<Value> {
  kind: string
  schema: z.ZodType<Value>
  isDone?: ((value: Value) => boolean) | undefined
}

/** @throws PatchbayError `cluster.not-set-up` where the index is missing. */
export const stateStore = <Value>(
  es: Client,
  { kind, schema, isDone = () => false }: StateKind<Value>,
): StateStore<Value> => {
  // Of its own kind, so that what is done never crowds out what is not.
  const documentOf = (value: Value) => ({ kind: isDone(value) ? `${kind}.done` : kind, value })
  const documentSchema = placed.extend({ _source: z.object({ value: schema }) })
  const storedOf = (hit: unknown): Stored<Value> => {
    const { _id, _seq_no, _primary_term, _source } = documentSchema.parse(hit)
    return {
      id: _id.slice(kind.length + 1),
      value: _source.value,
      seqNo: _seq_no,
      primaryTerm: _primary_term,
    }
  }
  const place = (id: string) => ({ index: stateIndex, id: `${kind}:${id}` })
  const missing = (error: unknown): undefined => {
    if (!hasStatus(error, 404)) throw error
    if (error.type !== 'index_not_found_exception') return undefined
    throw new PatchbayError('cluster.not-set-up', 'This cluster has no index for what services remember.', {
      next: 'An administrator runs `patchbay cluster setup` once.',
      cause: error,
    })
  }
  const conflict = (error: unknown): false => {
    if (hasStatus(error, 409)) return false
    throw error
  }

  return {
    async read(id) {
      const hit = await es.get(place(id)).catch(missing)
      return hit === undefined ? undefined : storedOf(hit)
    },
    async list() {
      const found = es.search({
        index: stateIndex,
        size: 1000,
        seq_no_primary_term: true,
        query: { term: { kind: { value: kind } } },
      })
      return (await found.catch(missing))?.hits.hits.map(storedOf) ?? []
    },
    create: (id, value) =>
      es.create({ ...place(id), document: documentOf(value) }).then(() => true, conflict),
    replace: ({ id, seqNo, primaryTerm }, value) =>
      es
        .index({ ...place(id), if_seq_no: seqNo, if_primary_term: primaryTerm, document: documentOf(value) })
        .then(() => true, conflict),
  }
}
