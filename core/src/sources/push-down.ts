import type { SyncRule } from '../protocol/sync-rules.ts'

/**
 * What a source can tell of a rule by itself: a condition that holds wherever the rule matches, and one that holds only
 * where it does. `true` and `false` are conditions that always and never hold.
 */
export interface Bracket<C> {
  maybe: C | boolean
  surely: C | boolean
}

export interface Logic<C> {
  and: (one: C, other: C) => C
  or: (one: C, other: C) => C
  not: (one: C) => C
}

/** Where the source can't tell: nothing follows from that. */
export const canNotTell = { maybe: true, surely: false } as const
export const neverMatches = { maybe: false, surely: false } as const

/** A condition that tells exactly where a rule matches. */
export const exactly = <C>(condition: C | boolean): Bracket<C> => ({ maybe: condition, surely: condition })

/**
 * What of its documents a source must give at least: all that the rules keep, where the first that matches decides, and
 * perhaps more. The worker looks at all of them again, so a rule that can't be told here changes nothing but the speed.
 * @returns true for everything.
 */
export const keptAtLeast = <C>(
  rules: readonly SyncRule[],
  bracketOf: (rule: SyncRule) => Bracket<C>,
  { and, or, not }: Logic<C>,
): C | boolean => {
  const either = (one: C | boolean, other: C | boolean): C | boolean => {
    if (one === true || other === true) return true
    if (one === false) return other
    return other === false ? one : or(one, other)
  }
  const butNot = (kept: C | boolean, left: C | boolean): C | boolean => {
    if (left === false || kept === false) return kept
    if (left === true) return false
    return kept === true ? not(left) : and(not(left), kept)
  }
  return rules.toReversed().reduce<C | boolean>((kept, rule) => {
    const { maybe, surely } = bracketOf(rule)
    return rule.policy === 'include' ? either(maybe, kept) : butNot(kept, surely)
  }, true)
}

/** UTF-16 and UTF-8 put texts in the same order where one of them has only characters below this. */
const firstAbove = 0xd8_00

/** Whether a value's order among texts is the same in JavaScript as by bytes of UTF-8. */
export const ordersByBytes = (value: string): boolean =>
  Array.from({ length: value.length }, (_, at) => value.charCodeAt(at)).every((unit) => unit < firstAbove)
