import { covers, matcherOf, overlaps } from './pattern.ts'
import type { Matcher } from './pattern.ts'

/** The actions that a privilege grants: patterns, less other patterns. */
export interface ActionSet {
  include: readonly string[]
  exclude: readonly string[]
}

export const actions = (...include: readonly string[]): ActionSet => ({ include, exclude: [] })

/** True for an action that one of the sets grants. */
export const actionMatcher = (sets: readonly ActionSet[]): Matcher => {
  const compiled = sets.map(({ include, exclude }) => ({
    included: matcherOf(include),
    excluded: matcherOf(exclude),
  }))
  return (action) => compiled.some(({ included, excluded }) => included(action) && !excluded(action))
}

/** True when every action of `wanted` is granted by one of `held`, together. */
export const grantsAll = (held: readonly ActionSet[], wanted: ActionSet): boolean =>
  wanted.include.every((pattern) => patternGranted(held, pattern, wanted.exclude))

const patternGranted = (held: readonly ActionSet[], pattern: string, without: readonly string[]): boolean =>
  without.some((excluded) => covers(excluded, pattern)) ||
  held.some(
    (set, index) =>
      set.include.some((included) => covers(included, pattern)) &&
      // What this set leaves out must be granted by another, or not be wanted.
      set.exclude
        .filter((excluded) => overlaps(excluded, pattern))
        .every((excluded) => patternGranted(held.toSpliced(index, 1), excluded, without)),
  )
