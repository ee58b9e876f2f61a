import type { estypes } from '@elastic/elasticsearch'
import { z } from 'zod'
import { NumberSet } from '../lib/number-set.ts'
import type { ContentAccess } from './content-access.ts'
import { readMark } from './fingerprint.ts'
import { type Hit, isMark, pageSchema } from './hit-page.ts'
import type { Gone, IndexBefore, Seen } from './index-before.ts'
import { countStrangers, type IndexState, readIndexState } from './index-state.ts'
import type { Patiently } from './persist.ts'

/** Documents that are read ahead of the source at once, and at most. */
const usual = { page: 2_000, most: 16_000 }

/** So many may have gone between two that follow each other, and the next one is still found at once. */
const nearby = 8

/** Above this share of documents that are not found in their order, the order is another one. */
const many = 0.25

const sourceSchema = z.object({ _patchbay: z.string().optional().catch(undefined) }).optional()
/** Before every document: a mark is never empty, and none at all comes after all others. */
const beforeAll: Hit['sort'] = [-1, '']
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

/** A document of the index as it was when a search or a look showed it. */
type Known = Omit<Hit, '_primary_term'>

export interface InOrder {
  content: Pick<ContentAccess, 'use'>
  index: string
  /** Documents with this version or a larger one count as changed. */
  doubtedFrom: number | undefined
  /** Asks Elasticsearch again while it is busy. */
  patiently: Patiently
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
  readonly state: IndexState
  readonly #seen = new NumberSet()
  /** The last that was read, in their order; the source has come up to `#at`. */
  #read: readonly Known[] = []
  #at = 0
  /** Read ahead, and passed over by the source so far. */
  readonly #ahead = new Map<string, Known>()
  /** The documents that are looked at now, and what the index has of each. */
  #ids: readonly string[] = []
  #met: (Known | undefined)[] = []
  #turn = 0
  /** The same by id, once they are asked for in another order. */
  #metById: Map<string, Known> | undefined
  /** Up to where the index was read. */
  #after = beforeAll
  #ended = false
  /** The source is further ahead than what was read, nobody knows where. */
  #leapt = false

  private constructor(of: InOrder, state: IndexState) {
    this.#of = of
    this.#last = state.last
    this.size = state.documents
    this.state = state
  }

  static async open(of: InOrder): Promise<IndexInOrder> {
    const { content, index, patiently, signal } = of
    return new IndexInOrder(of, await patiently(() => content.use((es) => readIndexState(es, index, signal))))
  }

  get seen(): number {
    return this.#seen.size
  }

  async strangers(): Promise<number> {
    const { content, index, patiently, signal } = this.#of
    if (this.size === 0) return 0
    return patiently(() => content.use((es) => countStrangers(es, index, signal)))
  }

  async meet(ids: readonly string[]): Promise<void> {
    this.#ids = ids
    this.#metById = undefined
    this.#turn = 0
    if (this.size === 0) return void (this.#met = [])
    const met = ids.map((id) => this.#take(id))
    this.#met = met
    const take = (): string[] =>
      ids.filter((id, at) => met[at] === undefined && (met[at] = this.#take(id)) === undefined)
    const { page, most } = this.#of.ahead ?? usual
    // Where the last one is there, those that are missing are new, or were written at another time than their neighbours.
    const reads = (): boolean =>
      ids.length > 0 &&
      met.at(-1) === undefined &&
      !this.#leapt &&
      !this.#ended &&
      this.#ahead.size <= most - page
    while (reads()) {
      await this.#readOn()
      take()
    }
    this.#leapt = false
    if (met.filter((known) => known === undefined).length > ids.length * many)
      this.#passOver(this.#read.length)
    const missing = take()
    if (missing.length === 0) return
    const found = new Map((await this.#lookUp(missing)).map((known) => [known._id, known]))
    for (const [at, id] of ids.entries()) met[at] ??= found.get(id)
    const places = [...found.values()].map(({ sort: [seqNo] }) => seqNo)
    const ahead = places.filter((seqNo) => seqNo > this.#after[0] && seqNo <= this.#last)
    if (ahead.length * 2 <= ids.length) return
    // The source has jumped ahead, as over what is gone from it: the reading follows.
    this.#after = [Math.min(...ahead), '']
    this.#read = []
    this.#at = 0
    this.#ahead.clear()
  }

  leap(): void {
    this.#leapt = true
  }

  see(id: string, part: string, fingerprint: string): Seen {
    const known = this.#knownOf(id)
    if (known === undefined) return 'new'
    const [seqNo, mark] = known.sort
    if (seqNo <= this.#last) this.#seen.add(seqNo)
    const doubted = (known._version ?? 0) >= (this.#of.doubtedFrom ?? Infinity)
    return !doubted && isMark(mark, part, fingerprint) ? 'unchanged' : 'changed'
  }

  async *unseen(): AsyncGenerator<Gone> {
    let after = beforeAll
    while (this.#seen.size < this.size && after[0] < this.#last) {
      const asked = { seq_no_primary_term: true }
      const hits = pageSchema.parse(await this.#search(after, asked)).hits?.hits ?? []
      for (const { _id: id, _primary_term: primaryTerm = 0, sort } of hits) {
        const [seqNo, mark] = sort
        if (seqNo > this.#last) return
        if (this.#seen.has(seqNo)) continue
        yield { id, part: readMark(mark ?? '')?.part, seqNo, primaryTerm }
      }
      const end = hits.at(-1)?.sort
      if (end === undefined || hits.length < (this.#of.ahead ?? usual).page) return
      after = end
    }
  }

  /** Mostly they are asked for in the order in which they were met. */
  #knownOf(id: string): Known | undefined {
    if (this.#ids[this.#turn] === id) return this.#met[this.#turn++]
    this.#metById ??= new Map(this.#met.flatMap((known) => (known === undefined ? [] : [[known._id, known]])))
    return this.#metById.get(id)
  }

  /** Mostly the next one that was read. */
  #take(id: string): Known | undefined {
    const next = this.#read[this.#at]
    if (next?._id === id) {
      this.#at += 1
      return next
    }
    const passed = this.#ahead.get(id)
    if (passed !== undefined) {
      this.#ahead.delete(id)
      return passed
    }
    const near = this.#at + nearby
    for (let at = this.#at; at < near; at += 1) if (this.#read[at]?._id === id) this.#passOver(at)
    return this.#read[this.#at]?._id === id ? this.#take(id) : undefined
  }

  #passOver(to: number): void {
    for (; this.#at < to; this.#at += 1) {
      const passed = this.#read[this.#at]
      if (passed !== undefined) this.#ahead.set(passed._id, passed)
    }
  }

  async #readOn(): Promise<void> {
    this.#passOver(this.#read.length)
    const hits = pageSchema.parse(await this.#search(this.#after, { version: true })).hits?.hits ?? []
    this.#read = hits.filter(({ sort: [seqNo] }) => seqNo <= this.#last && !this.#seen.has(seqNo))
    this.#at = 0
    this.#after = hits.at(-1)?.sort ?? this.#after
    this.#ended = hits.length < (this.#of.ahead ?? usual).page || this.#after[0] >= this.#last
    await this.#of.raise(this.#read.reduce((most, { _version = 0 }) => Math.max(most, _version), 0))
  }

  #search(after: Hit['sort'], more: Partial<estypes.SearchRequest>): Promise<unknown> {
    const { content, index, patiently, signal } = this.#of
    const asked = {
      index,
      // The mark comes with the order: half of the answer, and Elasticsearch need not open the document for it.
      sort: [{ _seq_no: 'asc' as const }, { _patchbay: 'asc' as const }],
      search_after: after,
      size: (this.#of.ahead ?? usual).page,
      track_total_hits: false,
      _source: false,
      filter_path: 'hits.hits._id,hits.hits._version,hits.hits._primary_term,hits.hits.sort',
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
      found.push({ _id, _version, sort: [seqNo, _source?._patchbay ?? null] })
      // What was written since may be our successor's, whose epoch is not ours to have.
      if (seqNo <= this.#last) version = Math.max(version, _version)
    }
    await this.#of.raise(version)
    return found
  }
}
