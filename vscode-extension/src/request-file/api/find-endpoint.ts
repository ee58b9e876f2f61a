import type { ApiEndpoint, ApiTable } from './api-table.ts'
import { segmentsOf } from './place-at.ts'

/** One segment of paths, with all that can follow it. */
interface Branch {
  readonly literals: Map<string, Branch>
  parameter: Branch | undefined
  readonly ends: { endpoint: ApiEndpoint; methods: readonly string[]; path: string }[]
}

const branch = (): Branch => ({ literals: new Map(), parameter: undefined, ends: [] })
const roots = new WeakMap<ApiTable, Branch>()

const rootOf = (table: ApiTable): Branch => {
  const known = roots.get(table)
  if (known !== undefined) return known
  const root = branch()
  for (const endpoint of table.endpoints) {
    for (const { path, methods } of endpoint.urls) {
      let at = root
      for (const segment of segmentsOf(path)) {
        if (segment.startsWith('{')) at = at.parameter ??= branch()
        else {
          const next = at.literals.get(segment) ?? branch()
          at.literals.set(segment, next)
          at = next
        }
      }
      at.ends.push({ endpoint, methods, path })
    }
  }
  roots.set(table, root)
  return root
}

/** Names of APIs begin with an underscore; every other segment, a placeholder too, can be a name. */
const canBeName = (segment: string): boolean =>
  segment !== '' && (!segment.startsWith('_') || segment === '_all' || segment === '_local')

const follow = (from: readonly Branch[], segment: string): Branch[] =>
  from.flatMap((one) => {
    const literal = one.literals.get(segment)
    const named = one.parameter !== undefined && canBeName(segment) ? [one.parameter] : []
    // What is written as the API's own word is that word first.
    return literal === undefined ? named : [literal, ...named]
  })

export interface FoundEndpoint {
  readonly endpoint: ApiEndpoint
  /** As the specification writes it: `/{index}/_search`. */
  readonly path: string
}

const ofMethod = (method: string, methods: readonly string[]): boolean =>
  methods.includes(method) || (method === 'HEAD' && methods.includes('GET'))

/** The endpoint that a method and a path reach; undefined if there is none. */
export const findEndpoint = (table: ApiTable, method: string, target: string): FoundEndpoint | undefined => {
  const ends = segmentsOf(target)
    .filter((segment, at, all) => segment !== '' || at < all.length - 1 || all.length === 1)
    .reduce(follow, [rootOf(table)])
    .flatMap((one) => one.ends)
  return ends.find(({ methods }) => ofMethod(method, methods))
}

/** The methods that a path takes; none if nothing is there. */
export const methodsAt = (table: ApiTable, target: string): string[] => [
  ...new Set(
    segmentsOf(target)
      .reduce(follow, [rootOf(table)])
      .flatMap(({ ends }) => ends.flatMap(({ methods }) => methods)),
  ),
]

export interface Continuation {
  readonly endpoint: ApiEndpoint
  /** What is still to be written, from the segment at the place on. */
  readonly rest: readonly string[]
}

/** Every way on for a method after these segments. */
export const continuations = (table: ApiTable, method: string, before: readonly string[]): Continuation[] => {
  const found = new Map<string, Continuation>()
  const walk = (at: Branch): void => {
    for (const { endpoint, methods, path } of at.ends) {
      const rest = segmentsOf(path).slice(before.length)
      if (rest.length > 0 && ofMethod(method, methods)) found.set(rest.join('/'), { endpoint, rest })
    }
    for (const next of at.literals.values()) walk(next)
    if (at.parameter !== undefined) walk(at.parameter)
  }
  const starts = before.filter((segment, at) => segment !== '' || at > 0).reduce(follow, [rootOf(table)])
  for (const start of starts) walk(start)
  return [...found.values()]
}
