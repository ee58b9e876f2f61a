import { visibleSource } from '../visibility/visibility.ts'
import type { Entry, Target } from './entry.ts'
import { formatFloat } from './format-float.ts'
import type { KeySource } from './sort-keys.ts'
import type { SortField } from './sort.ts'
import { SourceColumn } from './source-column.ts'
import { compileSourceFilter, type SourceFilter } from './source-filter.ts'

type SourceText = (entry: Entry, target: Target) => string | undefined

const rawSource = (entry: Entry, { reader, visibility }: Target): string => {
  const source = reader.source.document(reader.id(entry.slot))?.source ?? '{}'
  return visibility === undefined ? source : visibleSource(source, visibility)
}

const sourceText = ({ source, bare }: HitsRequest): SourceText => {
  if (bare || source === false) return () => undefined
  if (source === true || source.includes.length + source.excludes.length === 0) return rawSource
  const filter = compileSourceFilter(source)
  const key = `_source ${JSON.stringify(source)}`
  return (entry, target) =>
    target.reader
      .column(`${key} ${target.visibility?.fields?.key ?? ''}`, SourceColumn, () => new SourceColumn(filter))
      .text(entry.slot, () => rawSource(entry, target))
}

const numbers = (request: HitsRequest, { reader }: Target, slot: number): string => {
  const version = request.version
    ? `,"_version":${reader.source.document(reader.id(slot))?.version ?? 1}`
    : ''
  return request.seqNo ? `${version},"_seq_no":${reader.seqNo(slot)},"_primary_term":1` : version
}

/** How hits are shown. */
export interface HitsRequest {
  /** Undefined: by score. */
  sort: readonly SortField[] | undefined
  source: SourceFilter
  bare: boolean
  seqNo: boolean
  version: boolean
  trackScores: boolean
}

interface Hits {
  entries: readonly Entry[]
  /** Prints the sort keys of a target's hits. */
  keySources: readonly (readonly KeySource[])[]
}

/** The text of the hits, each after the next: sources are passed on as they are stored, unparsed. */
export const renderHits = (
  request: HitsRequest,
  targets: readonly Target[],
  { entries, keySources }: Hits,
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
