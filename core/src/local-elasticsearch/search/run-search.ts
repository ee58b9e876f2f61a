import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { compileMapping } from '../mappings/mapping-tree.ts'
import { hideFields } from '../visibility/field-filter.ts'
import { Collectors } from './aggregations/collect-all.ts'
import { illegalArgument } from './body-values.ts'
import { compareBySort, compareEntries, type Entry, type Target } from './entry.ts'
import type { IndexReader } from './index-reader.ts'
import { type Bits, type Matches, scoreOf } from './matches.ts'
import type { Query, QueryContext } from './query.ts'
import type { SearchRequest } from './search-request.ts'
import { SearchPhaseException } from './shard-exception.ts'
import { createKeySource, type KeySource, type SortKey } from './sort-keys.ts'
import { TopHits } from './top-hits.ts'

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
  /** Has the aggregations take in the matches. */
  collect: (matches: Matches) => void
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
  const seen = (): Bits => (allowed === undefined ? reader.live : allowed(false).bits)
  return { context, restrict, visible: seen }
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
  const { context, restrict, visible } = open(target, now)
  const keys = (request.sort ?? []).map((field) => createKeySource(context, field, shard))
  const matcher = request.query(context)
  let scored: Matches | undefined
  const score = (slot: number): number => (scored === undefined ? 0 : scoreOf(scored, slot))
  const collectBits = collectors?.on({ ...context, target, shard, visible, score })
  const collect = (matches: Matches): void => {
    scored = matches
    collectBits?.(matches.bits)
  }
  const after = request.searchAfter?.map((value, at) => keys[at]?.parse(value))
  reader.fill()
  const scoring =
    request.sort === undefined ||
    collectors !== undefined ||
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
  const top = new TopHits(limit, compareEntries(request.sort))
  const bySort = compareBySort(request.sort)
  let count = 0
  let maxScore: number | undefined

  const searchTarget = (target: Target, shard: number): void => {
    if (limit !== Infinity) checkWindow(request)
    const prepared = prepare(request, target, { shard, now, collectors })
    const matches = prepared.match()
    if (request.minScore !== undefined) dropLowScores(matches, request.minScore)
    keySources[shard] = prepared.keys
    prepared.collect(matches)
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
