import { isObject } from '../xcontent/is-object.ts'
import { matchesPattern } from './matches-pattern.ts'

type Path = readonly string[]

/** What is left of each path after stepping into `name`. An empty path: the whole value is meant. */
const step = (paths: readonly Path[], name: string): Path[] =>
  paths.flatMap((path) => {
    const [first, ...rest] = path
    if (first === undefined) return []
    if (first !== '**') return matchesPattern(first, name) ? [rest] : []
    return rest[0] !== undefined && matchesPattern(rest[0], name) ? [path, rest.slice(1)] : [path]
  })

const include = (value: unknown, paths: readonly Path[]): unknown => {
  if (paths.some((path) => path.length === 0)) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => include(item, paths)).filter((item) => item !== undefined)
    return items.length > 0 ? items : undefined
  }
  if (!isObject(value)) return undefined
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    const next = step(paths, name)
    const kept = next.length === 0 ? undefined : include(inner, next)
    return kept === undefined ? [] : [[name, kept] as const]
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

const exclude = (value: unknown, paths: readonly Path[]): unknown => {
  if (Array.isArray(value)) return value.map((item) => exclude(item, paths))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const next = step(paths, name)
      if (next.some((path) => path.length === 0)) return []
      return [[name, next.length === 0 ? inner : exclude(inner, next)] as const]
    }),
  )
}

/** Keeps what `filter_path` names (`items.*.error,-took`): `*` is part of a name, `**` any depth, `-` takes away. */
export const filterPath = (value: unknown, filter: string): unknown => {
  const paths = filter.split(',').filter((path) => path !== '')
  const split = (path: string): Path => path.split('.')
  const excluded = paths.filter((path) => path.startsWith('-')).map((path) => split(path.slice(1)))
  const included = paths.filter((path) => !path.startsWith('-')).map(split)
  const kept = included.length === 0 ? value : (include(value, included) ?? {})
  return excluded.length === 0 ? kept : exclude(kept, excluded)
}
