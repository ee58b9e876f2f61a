import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { compileMapping } from '../mappings/mapping-tree.ts'
import type { IndexRecord } from '../store/store.ts'
import { hideFields } from '../visibility/field-filter.ts'
import type { Visibility } from '../visibility/visibility.ts'
import { Collectors } from './aggregations/collect-all.ts'
import { illegalArgument } from './body-values.ts'
import type { IndexReader } from './index-reader.ts'
import { type Matches, scoreOf } from './matches.ts'
import type { Query, QueryContext } from './query.ts'
import type { SearchRequest } from './search-request.ts'
import { SearchPhaseException } from './shard-exception.ts'
import { compareKeys, createKeySource, type KeySource, type SortKey } from './sort-keys.ts'
import { TopHits } from './top-hits.ts'

/** An index to search, with its reader, and with what of it may be seen (undefined: everything). */
export interface Target {
  index: IndexRecord
  reader: IndexReader
  visibility?: Visibility | undefined
}

/** One hit before it is read. `shard` is the index's place in the list of targets. */
export interface Entry {
  shard: number
  slot: number
  score: number
  keys: readonly SortKey[]
}

export interface Found {
  entries: readonly Entry[]
  /** How many documents matched. */
  count: number
  /** Undefined where scores were not asked for. */
  maxScore: number | undefined
  /** Prints the sort keys of a target's hits. */
  keySources: readonly (readonly KeySource[])[]
  failures: readonly { index: string; error: ElasticsearchException }[]
  aggregations: Readonly<Record<string, unknown>> | undefined
}

const MAX_WINDOW = 10_000

const checkWindow = ({ from, size, searchAfter, sort }: SearchRequest): void => {
  if (from + size > MAX_WINDOW) {
    throw illegalArgument(
      `Result window is too large, from + size must be less than or equal to: [${MAX_WINDOW}] but was [${from + size}]. See the ` +
        'scroll api for a more efficient way to request large data sets. This limit can be set by changing the ' +
        '[index.max_result_window] index level setting.',
    )
  }
  if (searchAfter === undefined) return
  if (sort === undefined) throw illegalArgument('Sort must contain at least one field.')
  if (searchAfter.length !== sort.length) {
    throw illegalArgument(`search_after has ${searchAfter.length} value(s) but sort has ${sort.length}.`)
  }
}

interface Prepared {
  shard: number
  reader: IndexReader
  match: () => Matches
  keys: readonly KeySource[]
  after: readonly SortKey[] | undefined
  collect: ((bits: Uint8Array) => void) | undefined
}

/** What queries are compiled against, and how their matches become those that may be seen. */
const open = ({ index, reader, visibility }: Target, now: number) => {
  reader.catchUp()
  const root = compileMapping(index.mappings)
  const visible = visibility?.fields === undefined ? root : hideFields(root, visibility.fields)
  const context: QueryContext = { index, reader, root: visible, now }
  // The query of a role sees every field.
  const allowed = visibility?.query?.({ ...context, root })
  const restrict = (matches: Matches): Matches =>
    allowed === undefined ? matches : both(matches, allowed(false))
  return { context, restrict }
}

/** The documents of one index that match and may be seen, without scores. */
export const matchesOf = (query: Query, target: Target, now: number): Matches => {
  const { context, restrict } = open(target, now)
  const matcher = query(context)
  target.reader.fill()
  return restrict(matcher(false))
}

const prepare = (
  request: SearchRequest,
  target: Target,
  { shard, now, collectors }: { shard: number; now: number; collectors: Collectors | undefined },
): Prepared => {
  const { reader } = target
  const { context, restrict } = open(target, now)
  const keys = (request.sort ?? []).map((field) => createKeySource(context, field, shard))
  const matcher = request.query(context)
  const collect = collectors?.on(context)
  const after = request.searchAfter?.map((value, at) => keys[at]?.parse(value))
  reader.fill()
  const scoring =
    request.sort === undefined ||
    request.trackScores ||
    request.minScore !== undefined ||
    request.sort.some(({ field }) => field === '_score')
  return { shard, reader, match: () => restrict(matcher(scoring)), keys, after, collect }
}

/** The matches that the other has too. */
const both = ({ bits, scores }: Matches, other: Matches): Matches => ({
  bits: bits.map((bit, slot) => bit & (other.bits[slot] ?? 0)),
  scores,
})

const compareBySort =
  (request: SearchRequest) =>
  (left: Pick<Entry, 'keys'>, right: Pick<Entry, 'keys'>): number => {
    for (const [at, field] of (request.sort ?? []).entries()) {
      const order = compareKeys(left.keys[at], right.keys[at], field)
      if (order !== 0) return order
    }
    return 0
  }

/** By score or sort, then by index, then by age. */
const compareEntries = (request: SearchRequest): ((left: Entry, right: Entry) => number) => {
  const bySort = compareBySort(request)
  return (left, right) =>
    (request.sort === undefined ? right.score - left.score : bySort(left, right)) ||
    left.shard - right.shard ||
    left.slot - right.slot
}

/** In the order of the documents themselves, what lies before `search_after` needs no look. */
const firstSlot = (request: SearchRequest, { reader, after, shard }: Prepared): number => {
  const [sort] = request.sort ?? []
  const [from] = after ?? []
  if (sort === undefined || sort.descending || typeof from !== 'number') return 0
  if (sort.field === '_doc' || sort.field === '_seq_no') return reader.slotAfter(from - 1)
  return sort.field === '_shard_doc' ? reader.slotAfter(from - shard * 2 ** 32 - 1) : 0
}

/** Slots are given in this order. */
const inSlotOrder: ReadonlySet<string> = new Set(['_doc', '_shard_doc', '_seq_no'])

/** True when later slots of an index always come later in the result, too. */
const comesInOrder = ({ sort }: SearchRequest, { scores }: Matches): boolean => {
  if (sort === undefined) return typeof scores === 'number'
  const [first] = sort
  return inSlotOrder.has(first?.field ?? '') && first?.descending === false
}

const dropLowScores = (matches: Matches, minScore: number): void => {
  const { bits } = matches
  for (let slot = 0; slot < bits.length; slot++)
    if (bits[slot] === 1 && scoreOf(matches, slot) < minScore) bits[slot] = 0
}

/**
 * Searches the targets and keeps the first `limit` hits. An index that fails is reported beside the others; when all
 * fail, the search does.
 */
export const runSearch = (
  request: SearchRequest,
  targets: readonly Target[],
  { now, limit = request.from + request.size }: { now: number; limit?: number },
): Found => {
  const failures: { index: string; error: ElasticsearchException }[] = []
  const collectors = request.aggregations && new Collectors(request.aggregations)
  const keySources: (readonly KeySource[])[] = []
  const top = new TopHits(limit, compareEntries(request))
  const bySort = compareBySort(request)
  let count = 0
  let maxScore: number | undefined

  const searchTarget = (target: Target, shard: number): void => {
    if (limit !== Infinity) checkWindow(request)
    const prepared = prepare(request, target, { shard, now, collectors })
    const matches = prepared.match()
    if (request.minScore !== undefined) dropLowScores(matches, request.minScore)
    keySources[shard] = prepared.keys
    prepared.collect?.(matches.bits)
    const { bits } = matches
    for (let slot = 0; slot < bits.length; slot++) count += bits[slot] ?? 0
    if (limit === 0) return
    const after = prepared.after && { keys: prepared.after }
    const scored = request.sort === undefined || request.trackScores
    const enough = comesInOrder(request, matches) ? limit : Infinity
    let offered = 0
    for (let slot = firstSlot(request, prepared); slot < bits.length && offered < enough; slot++) {
      if (bits[slot] !== 1) continue
      const score = scoreOf(matches, slot)
      if (scored && (maxScore === undefined || score > maxScore)) maxScore = score
      const entry = { shard, slot, score, keys: prepared.keys.map((source) => source.key(slot, score)) }
      if (after !== undefined && bySort(entry, after) <= 0) continue
      top.offer(entry)
      offered++
    }
  }

  for (const [shard, target] of targets.entries()) {
    try {
      searchTarget(target, shard)
    } catch (error) {
      if (!(error instanceof ElasticsearchException)) throw error
      failures.push({ index: target.index.name, error })
    }
  }
  if (failures.length > 0 && failures.length === targets.length) throw new SearchPhaseException(failures)
  const aggregations = collectors?.result(request.typedKeys)
  return { entries: top.sorted(), count, maxScore, keySources, failures, aggregations }
}
