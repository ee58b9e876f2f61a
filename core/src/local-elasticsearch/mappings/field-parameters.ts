/** A parameter of a field type: what it may be, its default, and whether `PUT _mapping` may change it later. */
export interface ParameterRule {
  kind: 'boolean' | 'integer' | 'string' | 'any'
  default?: unknown
  updatable?: boolean
}

const flag = (byDefault: boolean, updatable = false): ParameterRule => ({
  kind: 'boolean',
  default: byDefault,
  updatable,
})
const whole = (byDefault?: number, updatable = false): ParameterRule => ({
  kind: 'integer',
  default: byDefault,
  updatable,
})
const word = (byDefault?: string, updatable = false): ParameterRule => ({
  kind: 'string',
  default: byDefault,
  updatable,
})
const anything = (updatable = false): ParameterRule => ({ kind: 'any', updatable })

const common = { index: flag(true), store: flag(false), meta: anything(true) }
const columnar = { ...common, doc_values: flag(true), null_value: anything() }
const number = { ...columnar, coerce: flag(true, true), ignore_malformed: flag(false, true) }
const keyword = {
  ...columnar,
  ignore_above: whole(2147483647, true),
  norms: flag(false),
  index_options: word('docs'),
  eager_global_ordinals: flag(false, true),
  split_queries_on_whitespace: flag(false, true),
}
const text = {
  ...common,
  analyzer: word(),
  search_analyzer: word(undefined, true),
  norms: flag(true, true),
  index_options: word('positions'),
  term_vector: word('no'),
  position_increment_gap: whole(100),
  fielddata: flag(false, true),
}
const date = { ...columnar, format: word(), locale: word(), ignore_malformed: flag(false, true) }

/** Parameters by field type; types that are missing here are refused by name. `type` and `fields` go without saying. */
export const FIELD_PARAMETERS: Readonly<Record<string, Readonly<Record<string, ParameterRule>>>> = {
  text,
  match_only_text: { meta: anything(true), analyzer: word() },
  keyword,
  wildcard: { meta: anything(true), ignore_above: whole(2147483647, true), null_value: anything() },
  version: { meta: anything(true) },
  long: number,
  integer: number,
  short: number,
  byte: number,
  unsigned_long: number,
  double: number,
  float: number,
  half_float: number,
  scaled_float: { ...number, scaling_factor: { kind: 'any' } },
  date,
  date_nanos: date,
  boolean: { ...columnar, ignore_malformed: flag(false, true) },
  ip: { ...columnar, ignore_malformed: flag(false, true) },
  binary: { store: flag(false), doc_values: flag(false), meta: anything(true) },
  flattened: {
    index: flag(true),
    doc_values: flag(true),
    null_value: anything(),
    ignore_above: whole(2147483647, true),
    depth_limit: whole(20, true),
    eager_global_ordinals: flag(false, true),
    split_queries_on_whitespace: flag(false, true),
  },
  dense_vector: {
    dims: whole(),
    index: flag(true),
    similarity: word(),
    element_type: word('float'),
    index_options: anything(),
    meta: anything(true),
  },
}
