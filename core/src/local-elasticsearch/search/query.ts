import type { ObjectNode } from '../mappings/mapping-tree.ts'
import type { IndexRecord } from '../store/store.ts'
import type { BodyPath } from './body-fault.ts'
import type { IndexReader } from './index-reader.ts'
import type { Matches } from './matches.ts'

/** What a query is compiled against: one index at one moment. */
export interface QueryContext {
  index: IndexRecord
  reader: IndexReader
  root: ObjectNode
  /** Milliseconds since 1970: the `now` of date math. */
  now: number
}

/** Finds the matches, once the reader's columns are filled. Without `scoring` only the bits count. */
export type Matcher = (scoring: boolean) => Matches

/** A parsed query. Called for each index; it registers the columns that it needs, and throws what a shard would. */
export type Query = (context: QueryContext) => Matcher

/** Parses the `{...}` of a clause such as `{"term": {...}}`. */
export type ParseQuery = (clause: unknown, path: BodyPath) => Query

/** Parses what stands behind the name of one kind of query; `parseInner` is for the clauses inside. */
export type QueryParser = (body: unknown, path: BodyPath, parseInner: ParseQuery) => Query
