import { isObject } from '../xcontent/is-object.ts'
import { flagParameter, listParameter } from '../http/query-parameters.ts'
import { shown } from '../mappings/shown.ts'

/** Which part of `_source` an answer shows; false: none of it. */
export type SourceFilter = false | { includes: readonly string[]; excludes: readonly string[] }

/** The query parameters that `sourceFilter` reads. */
export const sourceParameters = ['_source', '_source_includes', '_source_excludes'] as const

/** Reads `_source`, `_source_includes` and `_source_excludes` of a query string; undefined where none is given. */
export const sourceFilter = (query: Readonly<Record<string, string>>): SourceFilter | undefined => {
  const shown = query['_source']
  const includes = listParameter(query, '_source_includes')
  const excludes = listParameter(query, '_source_excludes')
  if (shown === 'false') return false
  if (shown === undefined && includes === undefined && excludes === undefined) return undefined
  const plain = shown === undefined || shown === '' || (shown === 'true' && flagParameter(query, '_source'))
  return {
    includes: includes ?? (plain ? [] : (listParameter(query, '_source') ?? [])),
    excludes: excludes ?? [],
  }
}

/** Reads the `_source` of a body: a truth value, a name, a list of names, or `{includes, excludes}`. */
export const sourceFilterOf = (value: unknown): SourceFilter => {
  if (value === false || value === 'false') return false
  if (isObject(value)) {
    return {
      includes: names(value['includes'] ?? value['include']),
      excludes: names(value['excludes'] ?? value['exclude']),
    }
  }
  return { includes: value === true || value === 'true' ? [] : names(value), excludes: [] }
}

const names = (value: unknown): string[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value.map(shown) : [shown(value)]

/** `*` stands for anything, dots too; a name means everything below it. */
const compile = (patterns: readonly string[]): RegExp => {
  const parts = patterns.map((pattern) => pattern.replaceAll(/[^\w*]/g, '\\$&').replaceAll('*', '.*'))
  return new RegExp(`^(?:${parts.join('|')})(?:\\..*)?$`, 's')
}

/** The part of the source that the filter keeps. */
export const filterSource = (source: unknown, filter: Exclude<SourceFilter, false>): unknown => {
  const included = filter.includes.length > 0 ? compile(filter.includes) : undefined
  const excluded = filter.excludes.length > 0 ? compile(filter.excludes) : undefined
  const keep = (value: unknown, path: string, inside: boolean): unknown => {
    if (Array.isArray(value)) {
      const items = value.map((item) => keep(item, path, inside)).filter((item) => item !== undefined)
      return items.length > 0 || inside ? items : undefined
    }
    if (!isObject(value)) return inside ? value : undefined
    const entries = Object.entries(value).flatMap(([key, inner]) => {
      const at = path === '' ? key : `${path}.${key}`
      if (excluded?.test(at)) return []
      const kept = keep(inner, at, inside || included?.test(at) === true)
      return kept === undefined ? [] : [[key, kept] as const]
    })
    return entries.length > 0 || inside ? Object.fromEntries(entries) : undefined
  }
  return keep(source, '', included === undefined) ?? {}
}
