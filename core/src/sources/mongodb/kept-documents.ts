import type { Document } from 'mongodb'
import { numberOf, timeOf } from '../../protocol/rule-value.ts'
import type { SyncRule } from '../../protocol/sync-rules.ts'
import {
  type Bracket,
  canNotTell,
  keptAtLeast,
  type Logic,
  neverMatches,
  ordersByBytes,
} from '../push-down.ts'

/** All that a value can be, but null: `array` too, which is any of its items. */
const everyType = [
  'double',
  'string',
  'object',
  'array',
  'binData',
  'objectId',
  'bool',
  'date',
  'regex',
  'javascript',
  'symbol',
  'int',
  'timestamp',
  'long',
  'decimal',
  'minKey',
  'maxKey',
  'dbPointer',
  'javascriptWithScope',
]
const numbers = ['double', 'int', 'long']
const notNumbers = [NaN, Infinity, -Infinity]

const logic: Logic<Document> = {
  and: (one, other) => ({ $and: [one, other] }),
  or: (one, other) => ({ $or: [one, other] }),
  not: (one) => ({ $nor: [one] }),
}

/** What is known of values of some types: conditions of which one holds where a rule may match, and where it must. */
interface Told {
  types: readonly string[]
  maybe: Document[]
  surely: Document[]
}

const told = (types: readonly string[], ...conditions: Document[]): Told => ({
  types,
  maybe: conditions,
  surely: conditions,
})

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/#\s-]/g, String.raw`\$&`)

/** A dollar sign alone also matches before a line break at the end. */
const patternOf = ({ rule, value }: SyncRule): string | undefined => {
  if (rule === 'regex') return value === '.*' ? '' : undefined
  if (rule === 'contains') return escaped(value)
  return rule === 'starts_with' ? `^${escaped(value)}` : String.raw`${escaped(value)}$(?!\n)`
}

const longestPattern = 1_000

const textTold = (rule: SyncRule): Told | undefined => {
  const pattern = patternOf(rule)
  if (pattern === undefined || pattern.length > longestPattern || pattern.includes('\0')) return undefined
  return told(['string'], { $regex: pattern })
}

/** Years that documents have as ISO 8601, whatever the configuration says of others. */
const usual = { from: new Date(Date.UTC(1000, 0, 1)), to: new Date(Date.UTC(9999, 11, 31, 23, 59, 59, 999)) }

const timeTold = (time: number, { rule }: SyncRule): Told | undefined => {
  const at = new Date(time)
  if (at <= usual.from || at >= usual.to) return undefined
  // Only texts and times are compared with a time.
  const types = ['date', 'bool', ...numbers]
  const odd = [{ $lt: usual.from }, { $gt: usual.to }]
  const surely =
    rule === '>' ? { $gt: at, $lt: usual.to } : rule === '<' ? { $lt: at, $gt: usual.from } : { $eq: at }
  return { types, maybe: [surely, ...odd], surely: [surely] }
}

const comparedTold = ({ rule, value }: SyncRule): Told => {
  const number = numberOf(value)
  // Beyond 2^53 the digits of a double in JSON are not its value.
  const known = typeof number === 'number' && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? [number] : []
  const types = ['bool', ...(known.length > 0 || number === undefined ? numbers : [])]
  if (rule === 'equals') {
    const lower = value.toLowerCase()
    const truth = lower === 'true' || lower === 'false' ? [lower === 'true'] : []
    return told(['string', ...types], { $in: [value, ...known, ...truth] })
  }
  const operator = rule === '>' ? '$gt' : '$lt'
  const texts = ordersByBytes(value) ? [value] : []
  return told(
    [...types, ...texts.map(() => 'string')],
    ...[...known, ...texts].map((bound) => ({ [operator]: bound })),
  )
}

const toldBy = (rule: SyncRule): Told | undefined => {
  if (rule.rule !== 'equals' && rule.rule !== '<' && rule.rule !== '>') return textTold(rule)
  const time = timeOf(rule.value)
  return time === undefined ? comparedTold(rule) : timeTold(time, rule)
}

/** A dot leads into an object, which no rule does. */
const isPlain = (field: string): boolean => field !== '' && !/[.$\0]/.test(field) && field !== 'id'

const bracketOf = (rule: SyncRule): Bracket<Document> => {
  const { field, value } = rule
  // A document has the text of its `_id` as `id`.
  if (field === '_id') return neverMatches
  const known = isPlain(field) && value.isWellFormed() ? toldBy(rule) : undefined
  if (known === undefined) return canNotTell
  const others = { [field]: { $type: everyType.filter((type) => !known.types.includes(type)) } }
  const one = (conditions: readonly Document[]): Document[] =>
    conditions.map((condition) => ({ [field]: condition }))
  return {
    maybe: { $or: [...one(known.maybe), others] },
    surely: known.surely.length > 0 && {
      $and: [{ $or: one(known.surely) }, { $nor: [others] }, { [field]: { $nin: notNumbers } }],
    },
  }
}

const nothing: Document = { $nor: [{}] }

/**
 * A filter that every document meets which sync rules keep; undefined where nothing is known of the others. It compares
 * texts by their bytes, so the collection must not have a collation of its own.
 */
export const keptDocuments = (rules: readonly SyncRule[]): Document | undefined => {
  const kept = keptAtLeast(rules, bracketOf, logic)
  if (typeof kept === 'object') return kept
  return kept ? undefined : nothing
}
