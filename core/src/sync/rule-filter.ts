import type { SyncRule } from '../protocol/sync-rules.ts'
import { type FieldValue, matchRule } from './match-rule.ts'

/** JSON.parse rounds long whole numbers; their digits are still in the text. */
const exactly = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' &&
    Number.isInteger(value) &&
    !Number.isSafeInteger(value) &&
    context?.source !== undefined &&
    /^-?\d+$/.test(context.source)
      ? BigInt(context.source)
      : value,
  )

/** 16 digits in a row may be a whole number that JSON.parse would round. */
const mayRound = /\d{16}/

/** The document's own value of a field, `__proto__` too; undefined where it has none. What JSON has is a FieldValue. */
const fieldOf = (document: unknown, field: string): FieldValue =>
  typeof document === 'object' && document !== null
    ? Object.getOwnPropertyDescriptor(document, field)?.value
    : undefined

/** The first rule in order that matches a document; undefined where none does. */
export const ruleDecider = (rules: readonly SyncRule[]): ((json: Buffer) => SyncRule | undefined) => {
  const tests = rules.map((rule) => ({ rule, matches: matchRule(rule) }))
  return (json) => {
    const text = json.toString('utf8')
    const document: unknown = mayRound.test(text) ? exactly(text) : JSON.parse(text)
    return tests.find(({ rule, matches }) => matches(fieldOf(document, rule.field)))?.rule
  }
}

/**
 * Whether rules let a document through: the first rule in order that matches decides, and what none matches is copied.
 * Undefined where there are no rules, so that documents aren't parsed for nothing.
 */
export const ruleFilter = (rules: readonly SyncRule[]): ((json: Buffer) => boolean) | undefined => {
  if (rules.length === 0) return undefined
  const decide = ruleDecider(rules)
  return (json) => decide(json)?.policy !== 'exclude'
}
