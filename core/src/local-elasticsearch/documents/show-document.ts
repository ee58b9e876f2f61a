import { parseLossless } from '../xcontent/lossless-json.ts'
import type { DocumentRow, IndexRecord } from '../store/store.ts'
import type { SourceFilter } from './filter-source.ts'
import { filterSource } from './filter-source.ts'

/** The source as JSON text, filtered; undefined where none is wanted. Unfiltered it is the text that was sent. */
export const sourceText = (source: string, filter: SourceFilter | undefined): string | undefined => {
  if (filter === false) return undefined
  if (filter === undefined || (filter.includes.length === 0 && filter.excludes.length === 0)) return source
  return JSON.stringify(filterSource(parseLossless(source), filter))
}

/** A found document as JSON text, as `GET _doc` and `_mget` answer it. */
export const showDocument = (
  index: IndexRecord,
  row: DocumentRow,
  filter: SourceFilter | undefined,
): string => {
  const source = sourceText(row.source, filter)
  const head =
    `{"_index":${JSON.stringify(index.name)},"_id":${JSON.stringify(row.id)},"_version":${row.version},` +
    `"_seq_no":${row.seqNo},"_primary_term":1,"found":true`
  return source === undefined ? `${head}}` : `${head},"_source":${source}}`
}

export const showMissing = (name: string, id: string): string =>
  `{"_index":${JSON.stringify(name)},"_id":${JSON.stringify(id)},"found":false}`
