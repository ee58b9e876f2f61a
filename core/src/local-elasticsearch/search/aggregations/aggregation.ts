import type { BodyPath } from '../body-fault.ts'
import type { Target } from '../entry.ts'
import type { Bits } from '../matches.ts'
import type { ParseQuery, QueryContext } from '../query.ts'

/** One index of a search, as an aggregation sees it. */
export interface CollectContext extends QueryContext {
  target: Target
  /** Its place in the list of targets. */
  shard: number
  /** Every document that may be seen, whether it matches or not. */
  visible(): Bits
  /** Of a match; known once there are matches. */
  score(slot: number): number
}

/** One aggregation at work, over all indices of a search. */
export interface Collector {
  /** Registers the columns of one index; what it returns takes in the matches, once the columns are filled. */
  on(context: CollectContext): (bits: Bits) => void
  /** As the answer shows it; `typed`: the names of aggregations inside say what they are. */
  result(typed: boolean): Record<string, unknown>
  /** What `typed_keys` puts before the name, such as `sterms`. */
  type(): string
}

/** A parsed aggregation: makes a collector that has seen nothing yet. */
export type Aggregation = () => Collector

/** By name. */
export type Aggregations = ReadonlyMap<string, Aggregation>

export interface Definition {
  /** As it is called in the request. */
  name: string
  /** Such as `terms`. */
  kind: string
  body: Readonly<Record<string, unknown>>
  path: BodyPath
  /** The aggregations inside. */
  inner: Aggregations
  parseQuery: ParseQuery
}

export type AggregationParser = (definition: Definition) => Aggregation
