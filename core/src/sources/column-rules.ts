import { numberOf, timeOf } from '../protocol/rule-value.ts'
import type { SyncRule } from '../protocol/sync-rules.ts'
import { type Bracket, canNotTell, exactly, type Logic, neverMatches, ordersByBytes } from './push-down.ts'

/** What a document has of a column: whole numbers, true and false, text as it is, or a time as ISO 8601 in UTC. */
export type ColumnKind = 'whole' | 'boolean' | 'text' | 'time'

/** How a database says it. */
export interface Dialect {
  /** A literal that compares by its bytes with `bytesOf`; undefined where the database can't hold the text. */
  literal: (text: string) => string | undefined
  /** A column's text as the document has it, in a form that compares by its bytes. */
  bytesOf: (column: string) => string
  /** A whole number's digits, in the same form. */
  digitsOf: (column: string) => string
  contains: (text: string, literal: string) => string
  /** The same for its beginning or end, with the length of the literal as the database counts it. */
  startsWith: (text: string, literal: string, value: string) => string
  endsWith: (text: string, literal: string, value: string) => string
  /** A time in UTC, without a zone. */
  time: (iso: string) => string
  /** Whether a time of usual years is one at all. */
  isTime: (column: string) => string
}

/** NULL is no match. */
const isTrue = (condition: string): string => `((${condition}) IS TRUE)`

export const sqlLogic: Logic<string> = {
  and: (one, other) => `(${one} AND ${other})`,
  or: (one, other) => `(${one} OR ${other})`,
  not: (one) => `(NOT ${one})`,
}

const sign = { '>': '>', '<': '<', equals: '=' } as const

const wholeRule = (column: string, rule: SyncRule): Bracket<string> => {
  const number = numberOf(rule.value)
  if (number === undefined) return neverMatches
  if (typeof number === 'number' && !Number.isFinite(number)) return canNotTell
  const exact = typeof number === 'bigint' || Number.isInteger(number)
  if (exact) return exactly(isTrue(`${column} ${sign[comparison(rule)]} (${BigInt(number)})`))
  if (rule.rule === 'equals') return neverMatches
  const bound = rule.rule === '>' ? Math.floor(number) : Math.ceil(number)
  return exactly(isTrue(`${column} ${sign[comparison(rule)]} (${BigInt(bound)})`))
}

const comparison = ({ rule }: SyncRule): keyof typeof sign => (rule === '>' || rule === '<' ? rule : 'equals')

const substringRule = (text: string, { rule, value }: SyncRule, dialect: Dialect): Bracket<string> => {
  // Every text begins with nothing.
  if (value === '' || (rule === 'regex' && value === '.*')) return exactly(`(${text} IS NOT NULL)`)
  const literal = dialect.literal(value)
  if (literal === undefined) return canNotTell
  if (rule === 'contains') return exactly(isTrue(dialect.contains(text, literal)))
  if (rule === 'starts_with') return exactly(isTrue(dialect.startsWith(text, literal, value)))
  return rule === 'ends_with' ? exactly(isTrue(dialect.endsWith(text, literal, value))) : canNotTell
}

const textRule = (text: string, rule: SyncRule, dialect: Dialect): Bracket<string> => {
  const literal = dialect.literal(rule.value)
  if (literal === undefined) return canNotTell
  const compared = isTrue(`${text} ${sign[comparison(rule)]} ${literal}`)
  // A text that looks like a time is compared as one; the same text is the same time.
  if (timeOf(rule.value) !== undefined)
    return rule.rule === 'equals' ? { maybe: true, surely: compared } : canNotTell
  return rule.rule === 'equals' || ordersByBytes(rule.value) ? exactly(compared) : canNotTell
}

/** Years whose times are written in the same form everywhere. */
const usual = { from: Date.UTC(1000, 0, 1), to: Date.UTC(9999, 11, 31, 23, 59, 59, 999) }
/** Databases know fractions that JavaScript cuts off. */
const margin = 1_000

const timeRule = (column: string, rule: SyncRule, dialect: Dialect): Bracket<string> => {
  const time = timeOf(rule.value)
  if (time === undefined || time - margin <= usual.from || time + margin >= usual.to) return canNotTell
  const at = (milliseconds: number): string => dialect.time(new Date(milliseconds).toISOString().slice(0, -1))
  const odd = isTrue(`${column} < ${at(usual.from)} OR ${column} > ${at(usual.to)}`)
  const near = (sides: string): string => isTrue(`${odd} OR ${sides}`)
  const after = (milliseconds: number): string => `${column} > ${at(milliseconds)}`
  const before = (milliseconds: number): string => `${column} < ${at(milliseconds)}`
  if (rule.rule === 'equals') {
    const maybe = near(`(${after(time - margin)} AND ${before(time + margin)})`)
    return { maybe, surely: false }
  }
  const [maybe, surely] =
    rule.rule === '>'
      ? [after(time - margin), after(time + margin)]
      : [before(time + margin), before(time - margin)]
  return { maybe: near(maybe), surely: isTrue(`${surely} AND NOT ${odd} AND ${dialect.isTime(column)}`) }
}

const booleanRule = (column: string, { rule, value }: SyncRule): Bracket<string> => {
  if (rule !== 'equals') return rule === '<' || rule === '>' ? neverMatches : canNotTell
  const wanted = value.toLowerCase()
  if (wanted === 'true') return exactly(isTrue(column))
  return wanted === 'false' ? exactly(isTrue(`NOT ${column}`)) : neverMatches
}

/** What a database can tell of a rule about one of its columns; `column` is SQL, of the kind that documents have. */
export const columnRule = (
  column: string,
  kind: ColumnKind,
  { rule, dialect }: { rule: SyncRule; dialect: Dialect },
): Bracket<string> => {
  const compares = rule.rule === 'equals' || rule.rule === '<' || rule.rule === '>'
  switch (kind) {
    case 'boolean':
      return booleanRule(column, rule)
    case 'whole':
      return compares ? wholeRule(column, rule) : substringRule(dialect.digitsOf(column), rule, dialect)
    case 'text':
      return compares
        ? textRule(dialect.bytesOf(column), rule, dialect)
        : substringRule(dialect.bytesOf(column), rule, dialect)
    case 'time':
      return compares ? timeRule(column, rule, dialect) : canNotTell
  }
}
