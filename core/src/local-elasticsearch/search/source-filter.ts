import { isRecord } from '../mappings/is-record.ts'
import { shown } from '../mappings/shown.ts'
import { compileStars } from '../mappings/wildcard.ts'
import { BodyFault, type BodyPath } from './body-fault.ts'
import { tokenName } from './body-values.ts'

/** `true`: the whole source; `false`: none. */
export type SourceFilter = boolean | { includes: readonly string[]; excludes: readonly string[] }

const toPatterns = (value: unknown): string[] =>
  value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(shown)

/** Parses `_source` of a request body. */
export const parseSourceFilter = (value: unknown, path: BodyPath): SourceFilter => {
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === 'false') return value === 'true'
  if (typeof value === 'string' || Array.isArray(value)) return { includes: toPatterns(value), excludes: [] }
  if (!isRecord(value)) {
    const reason = `Expected one of [VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT] but found [${tokenName(value)}]`
    throw new BodyFault(reason, path)
  }
  const { includes, include, excludes, exclude, ...rest } = value
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) {
    throw new BodyFault(`Unknown key for a ${tokenName(rest[unknown])} in [${unknown}].`, [...path, unknown])
  }
  return { includes: toPatterns(includes ?? include), excludes: toPatterns(excludes ?? exclude) }
}

/** The URL's `_source`, `_source_includes` and `_source_excludes`; undefined when there is none of them. */
export const sourceFilterOfParameters = (
  query: Readonly<Record<string, string>>,
): SourceFilter | undefined => {
  const { _source: source, _source_includes: includes, _source_excludes: excludes } = query
  if (source === 'false' && includes === undefined && excludes === undefined) return false
  if (source === undefined && includes === undefined && excludes === undefined) return undefined
  const named =
    source === undefined || source === 'true' || source === '' || source === 'false' ? includes : source
  return { includes: named?.split(',') ?? [], excludes: excludes?.split(',') ?? [] }
}

const anyOf = (patterns: readonly string[]): ((path: string) => boolean) => {
  const plain = new Set(patterns.filter((pattern) => !pattern.includes('*')))
  const regexes = patterns.filter((pattern) => pattern.includes('*')).map((pattern) => compileStars(pattern))
  return (path) => plain.has(path) || regexes.some((regex) => regex.test(path))
}

/** Filters a source by dotted patterns; a pattern that fits an object takes all that is in it. */
export const compileSourceFilter = ({
  includes,
  excludes,
}: Exclude<SourceFilter, boolean>): ((source: Record<string, unknown>) => Record<string, unknown>) => {
  const isIncluded = anyOf(includes)
  const isExcluded = anyOf(excludes)

  const filterValue = (value: unknown, path: string, included: boolean): unknown => {
    if (isRecord(value)) {
      const inner = filterObject(value, `${path}.`, included)
      return included || Object.keys(inner).length > 0 ? inner : undefined
    }
    if (!Array.isArray(value)) return included ? value : undefined
    const items = value
      .map((item: unknown) => filterValue(item, path, included))
      .filter((item) => item !== undefined)
    return included || items.length > 0 ? items : undefined
  }

  const filterObject = (
    object: Record<string, unknown>,
    prefix: string,
    parentIncluded: boolean,
  ): Record<string, unknown> => {
    const result: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(object)) {
      const path = prefix + key
      if (isExcluded(path)) continue
      const kept = filterValue(value, path, parentIncluded || isIncluded(path))
      if (kept !== undefined) result[key] = kept
    }
    return result
  }

  return (source) => filterObject(source, '', includes.length === 0)
}
