import { illegalArgument, indexNotFound, invalidIndexName } from '../http/common-errors.ts'
import { matchesPattern } from '../http/matches-pattern.ts'
import { flagParameter } from '../http/query-parameters.ts'
import type { Authorizer, Principal } from '../security/principal.ts'
import type { Store } from '../store/create-store.ts'
import type { IndexRecord } from '../store/store.ts'

/** The query parameters that say which indices an expression means. */
export const expansionParameters = ['expand_wildcards', 'ignore_unavailable', 'allow_no_indices'] as const

export interface ExpansionOptions {
  ignoreUnavailable: boolean
  allowNoIndices: boolean
  /** `open`, `hidden`, `closed`, `none`, `all`, or several with commas. Undefined: `open`. */
  expandWildcards: string | undefined
  /** Which of the indices that a wildcard matches the caller may see; called with the name and the aliases. */
  visible?: (names: readonly string[]) => boolean
}

export const isPattern = (name: string): boolean => name === '_all' || name.includes('*')

const isHidden = ({ settings }: IndexRecord): boolean => settings['index.hidden'] === 'true'

const reach = (words: string): { open: boolean; hidden: boolean } => {
  const given = words.split(',')
  const unknown = given.find((word) => !['open', 'closed', 'hidden', 'none', 'all'].includes(word))
  if (unknown !== undefined) throw illegalArgument(`No valid expand wildcard value [${unknown}]`)
  const all = given.includes('all')
  return { open: all || given.includes('open'), hidden: all || given.includes('hidden') }
}

const lookUp = (store: Store, name: string, ignoreUnavailable: boolean): readonly IndexRecord[] => {
  const index = store.index(name)
  if (index !== undefined) return [index]
  const behind = store.behindAlias(name)
  if (behind.length > 0 || ignoreUnavailable) return behind
  if (name.startsWith('_')) throw invalidIndexName(name, "must not start with '_'.")
  throw indexNotFound(name)
}

const expand = (
  store: Store,
  name: string,
  { expandWildcards = 'open', visible }: ExpansionOptions,
): IndexRecord[] => {
  const pattern = name === '_all' ? '*' : name
  const { open, hidden } = reach(expandWildcards)
  if (!open) return []
  return store.indices().filter((index) => {
    const names = [index.name, ...Object.keys(index.aliases)]
    const dotted = pattern.startsWith('.') && index.name.startsWith('.')
    if (!hidden && !dotted && isHidden(index)) return false
    return names.some((candidate) => matchesPattern(pattern, candidate)) && (visible?.(names) ?? true)
  })
}

/**
 * Turns an expression into indices, in its order: names and aliases must exist (unless `ignoreUnavailable`), `-name`
 * takes away again, wildcards reach hidden indices only where asked for or where the pattern itself begins with a dot.
 * Undefined, '' and `_all` mean all. Throws 404 `index_not_found_exception`.
 */
export const resolveIndices = (
  store: Store,
  expression: string | undefined,
  options: ExpansionOptions,
): IndexRecord[] => {
  const names = (expression === undefined || expression === '' ? '_all' : expression).split(',')
  const found = new Map<string, IndexRecord>()
  for (const [at, name] of names.entries()) {
    if (at > 0 && name.startsWith('-')) {
      for (const key of found.keys()) if (matchesPattern(name.slice(1), key)) found.delete(key)
      continue
    }
    const indices = isPattern(name)
      ? expand(store, name, options)
      : lookUp(store, name, options.ignoreUnavailable)
    for (const index of indices) found.set(index.name, index)
  }
  if (found.size === 0 && !options.allowNoIndices) throw indexNotFound(expression ?? '_all')
  return [...found.values()]
}

export interface Expansion {
  /** The `{index}` of the path. */
  expression: string | undefined
  query: Readonly<Record<string, string>>
  principal: Principal
  action: string
}

export type Resolver = (expansion: Expansion) => IndexRecord[]

/** `resolveIndices` for a request: wildcards give what the caller may see. Rights to plain names are checked before. */
export const createResolver =
  (store: Store, authorizer: Authorizer): Resolver =>
  ({ expression, query, principal, action }) =>
    resolveIndices(store, expression, {
      ignoreUnavailable: flagParameter(query, 'ignore_unavailable'),
      allowNoIndices: flagParameter(query, 'allow_no_indices', true),
      expandWildcards: query['expand_wildcards'],
      visible: (names) => names.some((name) => authorizer.may(principal, action, name)),
    })

/** The expression as plain names; `*,-*` where that is none, as Elasticsearch writes it. */
export const expandExpression = (resolve: Resolver, expansion: Expansion): string => {
  const names = resolve(expansion).map(({ name }) => name)
  return names.length === 0 ? '*,-*' : names.join(',')
}
