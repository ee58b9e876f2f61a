import { formatFloat } from './format-float.ts'
import type { Entry, Found, Target } from './run-search.ts'
import type { SearchRequest } from './search-request.ts'
import { describeFailure } from './shard-exception.ts'
import { SourceColumn } from './source-column.ts'
import { compileSourceFilter } from './source-filter.ts'
import { visibleSource } from '../visibility/visibility.ts'

type SourceText = (entry: Entry, target: Target) => string | undefined

const rawSource = (entry: Entry, { reader, visibility }: Target): string => {
  const source = reader.source.document(reader.id(entry.slot))?.source ?? '{}'
  return visibility === undefined ? source : visibleSource(source, visibility)
}

const sourceText = ({ source, bare }: SearchRequest): SourceText => {
  if (bare || source === false) return () => undefined
  if (source === true || source.includes.length + source.excludes.length === 0) return rawSource
  const filter = compileSourceFilter(source)
  const key = `_source ${JSON.stringify(source)}`
  return (entry, target) =>
    target.reader
      .column(`${key} ${target.visibility?.fields?.key ?? ''}`, SourceColumn, () => new SourceColumn(filter))
      .text(entry.slot, () => rawSource(entry, target))
}

const numbers = (request: SearchRequest, { reader }: Target, slot: number): string => {
  const version = request.version
    ? `,"_version":${reader.source.document(reader.id(slot))?.version ?? 1}`
    : ''
  return request.seqNo ? `${version},"_seq_no":${reader.seqNo(slot)},"_primary_term":1` : version
}

/** The text of the hits, each after the next: sources are passed on as they are stored, unparsed. */
const renderHits = (
  request: SearchRequest,
  targets: readonly Target[],
  { entries, keySources }: Pick<Found, 'entries' | 'keySources'>,
): string => {
  const source = sourceText(request)
  const names = targets.map(({ index }) => JSON.stringify(index.name))
  const scored =
    request.sort === undefined || request.trackScores || request.sort.some(({ field }) => field === '_score')
  return entries
    .map((entry) => {
      const target = targets[entry.shard]
      if (target === undefined) return ''
      const text = source(entry, target)
      const keys = keySources[entry.shard]?.map((keySource, at) => keySource.print(entry.keys[at])) ?? []
      return (
        `{"_index":${names[entry.shard]}` +
        (request.bare ? '' : `,"_id":${JSON.stringify(target.reader.id(entry.slot))}`) +
        numbers(request, target, entry.slot) +
        `,"_score":${scored ? formatFloat(entry.score) : 'null'}` +
        (text === undefined ? '' : `,"_source":${text}`) +
        (request.sort === undefined ? '}' : `,"sort":[${keys.join(',')}]}`)
      )
    })
    .join(',')
}

const totalText = ({ countUpTo, totalAsNumber }: SearchRequest, count: number): string => {
  if (countUpTo === undefined) return totalAsNumber ? '"total":-1,' : ''
  if (totalAsNumber) return `"total":${Math.min(count, countUpTo)},`
  return count > countUpTo
    ? `"total":{"value":${countUpTo},"relation":"gte"},`
    : `"total":{"value":${count},"relation":"eq"},`
}

const maxScoreText = (found: Found, shards: number): string => {
  if (shards === 0) return '0.0'
  return found.maxScore === undefined ? 'null' : formatFloat(found.maxScore)
}

/** `_shards` of an answer. */
const shardsText = (total: number, failures: Found['failures'] = []): string => {
  const failed = failures.length
  const details = failed === 0 ? '' : `,"failures":${JSON.stringify(failures.map(describeFailure))}`
  return `{"total":${total},"successful":${total - failed},"skipped":0,"failed":${failed}${details}}`
}

/** The whole answer of a search as JSON text. `first` are the fields that go before: `pit_id` or `_scroll_id`. */
export const renderSearch = (
  request: SearchRequest,
  targets: readonly Target[],
  { found, first = '', took }: { found: Found; first?: string; took: number },
): string => {
  const hits = renderHits(request, targets, found)
  const aggregations = found.aggregations ? `,"aggregations":${JSON.stringify(found.aggregations)}` : ''
  return (
    `{${first}"took":${Math.round(took)},"timed_out":false,"_shards":${shardsText(targets.length, found.failures)},` +
    `"hits":{${totalText(request, found.count)}"max_score":${maxScoreText(found, targets.length)},"hits":[${hits}]}${aggregations}}`
  )
}
