import { RE2JS } from 're2js'
import { PatchbayError } from '../errors.ts'
import { numberOf, timeOf } from '../protocol/rule-value.ts'
import { type SyncRule, ruleWords } from '../protocol/sync-rules.ts'

/** A value as a document's JSON has it; whole numbers beyond 2^53 keep their digits. */
export type FieldValue = string | number | bigint | boolean | object | null | undefined

type Test = (value: FieldValue) => boolean

/** Negative, 0 or positive; undefined where the two can't be compared, which is no match. */
const comparer = (value: string): ((found: FieldValue) => number | undefined) => {
  const number = numberOf(value)
  const time = timeOf(value)
  const order = <T extends number | bigint | string>(one: T, other: T): number =>
    one < other ? -1 : Number(one > other)
  return (found) => {
    if (typeof found === 'number' || typeof found === 'bigint')
      return number === undefined ? undefined : order(found, number)
    if (typeof found !== 'string') return undefined
    const foundTime = time === undefined ? undefined : timeOf(found)
    return foundTime === undefined || time === undefined ? order(found, value) : order(foundTime, time)
  }
}

/** Long whole numbers inside of objects are texts in JSON.stringify's eyes: their digits, in quotes. */
const withDigits = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value

const textOf = (found: FieldValue): string =>
  typeof found === 'object' ? JSON.stringify(found, withDigits) : String(found)

const regexTest = (rule: SyncRule): Test => {
  // Python's spelling of the very end, which RE2 writes small.
  const pattern = rule.value.replaceAll(String.raw`\Z`, String.raw`\z`)
  try {
    const compiled = RE2JS.compile(pattern)
    // Anchored at the start only, as in Elastic's service.
    return (found) => compiled.matcher(textOf(found)).lookingAt()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new PatchbayError('sync.failed', `The sync rule "${ruleWords(rule)}" can't be applied: ${why}.`, {
      next: 'Write the pattern without lookaround and back references (RE2 syntax), then activate the rules again.',
      cause: error,
    })
  }
}

const equalsTest = ({ value }: SyncRule): Test => {
  const compare = comparer(value)
  const lower = value.toLowerCase()
  return (found) => (typeof found === 'boolean' ? String(found) === lower : compare(found) === 0)
}

const testOf = (rule: SyncRule): Test => {
  const { value } = rule
  const compare = comparer(value)
  switch (rule.rule) {
    case 'equals':
      return equalsTest(rule)
    case 'contains':
      return (found) => textOf(found).includes(value)
    case 'starts_with':
      return (found) => textOf(found).startsWith(value)
    case 'ends_with':
      return (found) => textOf(found).endsWith(value)
    case 'regex':
      return regexTest(rule)
    case '>':
      return (found) => (compare(found) ?? 0) > 0
    case '<':
      return (found) => (compare(found) ?? 0) < 0
  }
}

/**
 * A rule as a test of one field's value, which never throws: what can't be compared doesn't match. Numbers and times
 * are compared as such, booleans with true and false, other texts by alphabet. A list matches when one of its values
 * does; a missing field or null never.
 * @throws PatchbayError `sync.failed` for a pattern that the linear-time engine doesn't know: passing over the rule
 * could copy what it excludes.
 */
export const matchRule = (rule: SyncRule): Test => {
  const test = testOf(rule)
  const ofOne: Test = (found) => found !== null && found !== undefined && test(found)
  return (found) => (Array.isArray(found) ? found.some((item: FieldValue) => ofOne(item)) : ofOne(found))
}
