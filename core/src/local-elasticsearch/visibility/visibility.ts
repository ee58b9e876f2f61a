import { compileMapping } from '../mappings/mapping-tree.ts'
import { IndexReader } from '../search/index-reader.ts'
import { parseBody } from '../search/parse-body.ts'
import { parseQuery } from '../search/parse-query.ts'
import type { Query } from '../search/query.ts'
import type { Authorizer, Principal } from '../security/principal.ts'
import type { DocumentRow, IndexRecord } from '../store/store.ts'
import { isRecord } from '../mappings/is-record.ts'
import { parseLossless } from '../xcontent/lossless-json.ts'
import type { FieldFilter } from './field-filter.ts'
import { createFieldFilter, filterSource } from './field-filter.ts'
import { roleClause } from './role-query.ts'

/** What of an index somebody sees: the security of documents and of fields. */
export interface Visibility {
  /** Which documents; undefined: all. */
  query: Query | undefined
  /** Which of their fields; undefined: all. */
  fields: FieldFilter | undefined
}

export interface Asked {
  principal: Principal
  action: string
  /** What the request called the index, and everything else: other names are passed over. Undefined: nothing by name. */
  expression: string | undefined
}

/** The limits of a role hold for the names by which it grants: those that were asked for, else all that may be used. */
const namesOf = (
  authorizer: Pick<Authorizer, 'may'>,
  index: IndexRecord,
  { principal, action, expression }: Asked,
): string[] => {
  const all = [index.name, ...Object.keys(index.aliases)].filter((name) =>
    authorizer.may(principal, action, name),
  )
  const asked = expression?.split(',') ?? []
  const named = all.filter((name) => asked.includes(name))
  return named.length > 0 ? named : all
}

const queryOf = (
  limits: readonly (readonly string[] | undefined)[],
  principal: Principal,
): Query | undefined => {
  const given = limits.filter((limit) => limit !== undefined)
  if (given.length === 0) return undefined
  const filter = given.map((limit) =>
    limit.length === 0
      ? { match_none: {} }
      : { bool: { should: limit.map((text) => roleClause(text, principal)) } },
  )
  return parseBody(JSON.stringify({ bool: { filter } }), (body) => parseQuery(body, []))
}

/** Undefined where everything may be seen. Throws 400 for a template that gives no query. */
export const visibilityOf = (
  authorizer: Pick<Authorizer, 'may' | 'access'>,
  index: IndexRecord,
  asked: Asked,
): Visibility | undefined => {
  const { principal, action } = asked
  const limits = authorizer.access(principal, action, namesOf(authorizer, index, asked))
  if (limits.length === 0) return undefined
  return {
    query: queryOf(
      limits.map(({ queries }) => queries),
      principal,
    ),
    fields: createFieldFilter(limits.map(({ fields }) => fields)),
  }
}

/** A reader that stands on one document alone. */
const readerOf = (row: DocumentRow): IndexReader =>
  new IndexReader({
    document: () => row,
    documents: () => [row],
    changes: () => [row],
    maxSeqNo: () => row.seqNo,
  })

const matches = (query: Query, index: IndexRecord, row: DocumentRow): boolean => {
  const reader = readerOf(row)
  reader.catchUp()
  const matcher = query({ index, reader, root: compileMapping(index.mappings), now: Date.now() })
  reader.fill()
  return matcher(false).bits[0] === 1
}

/** The source with only the fields that may be seen. */
export const visibleSource = (source: string, { fields }: Visibility): string => {
  if (fields === undefined) return source
  const value = parseLossless(source)
  return JSON.stringify(isRecord(value) ? filterSource(value, fields) : {})
}

/** The document as far as it may be seen; undefined where it may not. */
export const visibleRow = (
  row: DocumentRow | undefined,
  index: IndexRecord,
  visibility: Visibility | undefined,
): DocumentRow | undefined => {
  if (row === undefined || visibility === undefined) return row
  if (visibility.query !== undefined && !matches(visibility.query, index, row)) return undefined
  return { ...row, source: visibleSource(row.source, visibility) }
}
