import type { estypes } from '@elastic/elasticsearch'
import { z } from 'zod'
import { NumberSet } from '../lib/number-set.ts'
import type { ContentAccess } from './content-access.ts'
import { readMark } from './fingerprint.ts'
import { isMark, markIn, pageSchema } from './hit-page.ts'
import type { Gone, IndexBefore, Seen } from './index-before.ts'

/** Documents that are read ahead of the source at once, and at most. */
const usual = { page: 2_000, most: 16_000 }

const sourceSchema = z.object({ _patchbay: z.unknown().optional() }).optional()
const placeSchema = z.tuple([z.int()])
const foundSchema = z.object({
  docs: z.array(
    z.object({
      _id: z.string(),
      found: z.boolean().optional(),
      _seq_no: z.int().optional(),
      _version: z.int().optional(),
      _source: sourceSchema,
    }),
  ),
})
const startSchema = z.object({
  hits: z.object({
    total: z.object({ value: z.int() }),
    hits: z.array(z.object({ sort: placeSchema })),
  }),
})
const countSchema = z.object({ count: z.int() })

interface Known {
  seqNo: number
  version: number
  mark: string | undefined
}

export interface InOrder {
  content: Pick<ContentAccess, 'use'>
  index: string
  /** Documents with this version or a larger one count as changed. */
  doubtedFrom: number | undefined
  /** Asks Elasticsearch again while it is busy. */
  patiently: <Answer>(ask: () => Promise<Answer>) => Promise<Answer>
  /** Told the largest version of documents before they are written: epochs must not be smaller. */
  raise: (version: number) => Promise<void>
  signal: AbortSignal
  ahead?: { page: number; most: number }
}

/**
 * An index of one shard of any size, in memory that doesn't depend on it: a bit a document. It is read along with the
 * source in the order in which it was written, which is mostly the order of the source; what comes in another order is
 * asked for by id. A sequence number belongs to one document of the shard, and a document that was written since has a
 * larger one than any that is looked at here.
 */
export class IndexInOrder implements IndexBefore {
  readonly #of: InOrder
  readonly #last: number
  readonly size: number
  readonly #seen = new NumberSet()
  /** Read ahead, and not met by the source yet. */
  readonly #ahead = new Map<string, Known>()
  /** Of the documents that are looked at now. */
  readonly #met = new Map<string, Known>()
  #after = -1
  #ended = false

  private constructor(of: InOrder, { last, size }: { last: number; size: number }) {
    this.#of = of
    this.#last = last
    this.size = size
  }

  static async open(of: InOrder): Promise<IndexInOrder> {
    const { content, index, patiently, signal } = of
    const asked = {
      index,
      sort: [{ _seq_no: 'desc' as const }],
      size: 1,
      track_total_hits: true,
      _source: false,
    }
    // What the last sync wrote in its last second must be seen.
    await patiently(() => content.use((es) => es.indices.refresh({ index }, { signal })))
    const answer = await patiently(() => content.use((es) => es.search(asked, { signal })))
    const { hits, total } = startSchema.parse(answer).hits
    return new IndexInOrder(of, { last: hits[0]?.sort[0] ?? -1, size: total.value })
  }

  async strangers(): Promise<number> {
    const { content, index, patiently, signal } = this.#of
    const query = { bool: { must_not: [{ exists: { field: '_patchbay' } }] } }
    const count = () => content.use((es) => es.count({ index, query }, { signal }))
    return this.size === 0 ? 0 : countSchema.parse(await patiently(count)).count
  }

  async meet(ids: readonly string[]): Promise<void> {
    this.#met.clear()
    if (this.size === 0) return
    let missing = ids.filter((id) => !this.#ahead.has(id))
    const { page, most } = this.#of.ahead ?? usual
    while (missing.length > 0 && !this.#ended && this.#ahead.size <= most - page) {
      await this.#readOn()
      missing = missing.filter((id) => !this.#ahead.has(id))
    }
    if (missing.length === 0) return
    const found = await this.#lookUp(missing)
    const ahead = found.filter(({ seqNo }) => seqNo > this.#after && seqNo <= this.#last)
    if (ahead.length * 2 <= missing.length) return
    // The source has jumped ahead, as over what is gone from it: the reading follows.
    this.#after = ahead.reduce((least, { seqNo }) => Math.min(least, seqNo), Infinity) - 1
    for (const id of ids) {
      const known = this.#ahead.get(id)
      if (known !== undefined) this.#met.set(id, known)
    }
    this.#ahead.clear()
  }

  see(id: string, part: string, fingerprint: string): Seen {
    const known = this.#ahead.get(id) ?? this.#met.get(id)
    if (known === undefined) return 'new'
    // A source may give the same id twice.
    if (this.#ahead.delete(id)) this.#met.set(id, known)
    if (known.seqNo <= this.#last) this.#seen.add(known.seqNo)
    const doubted = known.version >= (this.#of.doubtedFrom ?? Infinity)
    return !doubted && isMark(known.mark, part, fingerprint) ? 'unchanged' : 'changed'
  }

  async *unseen(): AsyncGenerator<Gone> {
    let after = -1
    while (this.#seen.size < this.size && after < this.#last) {
      const asked = { seq_no_primary_term: true }
      const hits = pageSchema.parse(await this.#search(after, asked)).hits?.hits ?? []
      for (const { _id: id, _primary_term: primaryTerm = 0, _source, sort } of hits) {
        const [seqNo] = sort
        if (seqNo > this.#last) return
        if (this.#seen.has(seqNo)) continue
        yield { id, part: readMark(markIn(_source) ?? '')?.part, seqNo, primaryTerm }
      }
      if (hits.length < (this.#of.ahead ?? usual).page) return
      after = hits.at(-1)?.sort[0] ?? Infinity
    }
  }

  async #readOn(): Promise<void> {
    const hits = pageSchema.parse(await this.#search(this.#after, { version: true })).hits?.hits ?? []
    let version = 0
    for (const { _id, _version = 0, _source, sort } of hits) {
      const [seqNo] = sort
      if (seqNo > this.#last || this.#seen.has(seqNo)) continue
      version = Math.max(version, _version)
      this.#ahead.set(_id, { seqNo, version: _version, mark: markIn(_source) })
    }
    this.#after = hits.at(-1)?.sort[0] ?? this.#last
    this.#ended = hits.length < (this.#of.ahead ?? usual).page || this.#after >= this.#last
    await this.#of.raise(version)
  }

  #search(after: number, more: Partial<estypes.SearchRequest>): Promise<unknown> {
    const { content, index, patiently, signal } = this.#of
    const asked = {
      index,
      sort: [{ _seq_no: 'asc' as const }],
      search_after: [after],
      size: (this.#of.ahead ?? usual).page,
      track_total_hits: false,
      _source: ['_patchbay'],
      filter_path:
        'hits.hits._id,hits.hits._version,hits.hits._primary_term,hits.hits._source,hits.hits.sort',
      ...more,
    }
    return patiently(() => content.use((es) => es.search(asked, { signal })))
  }

  async #lookUp(ids: string[]): Promise<Known[]> {
    const { content, index, patiently, signal } = this.#of
    const asked = {
      index,
      ids,
      _source_includes: '_patchbay',
      filter_path: 'docs._id,docs.found,docs._seq_no,docs._version,docs._source',
    }
    const answer = await patiently(() => content.use((es) => es.mget(asked, { signal })))
    const found: Known[] = []
    let version = 0
    for (const doc of foundSchema.parse(answer).docs) {
      const { _id, _seq_no: seqNo = Infinity, _version = 0, _source } = doc
      if (doc.found !== true) continue
      const known = { seqNo, version: _version, mark: markIn(_source) }
      found.push(known)
      this.#met.set(_id, known)
      // What was written since may be our successor's, whose epoch is not ours to have.
      if (seqNo <= this.#last) version = Math.max(version, _version)
    }
    await this.#of.raise(version)
    return found
  }
}
