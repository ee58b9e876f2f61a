import { escapeRegex } from './wildcard.ts'

/** One compiled `format` of a date field, such as `strict_date_optional_time||epoch_millis`. */
export interface DateFormat {
  /**
   * Milliseconds since 1970; undefined when no alternative fits. `roundUp`: a time of day that
   * the text leaves out is at its end, not its start.
   */
  parse(text: string, roundUp?: boolean, zone?: number): number | undefined
  /** As `docvalue_fields` and `key_as_string` show it: by the first alternative. */
  print(milliseconds: number): string
}

type Parse = (text: string, roundUp: boolean, zone: number) => number | undefined

const OPTIONAL_TIME =
  /^(?<year>-?\d{4})(?:-(?<month>\d\d)(?:-(?<day>\d\d)(?:T(?:(?<hour>\d\d)(?::(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?)?(?<zone>Z|[+-]\d\d(?::?\d\d)?)?)?)?)?)?$/

const LETTERS: Record<string, string> = {
  yyyy: '(?<year>\\d{4})',
  uuuu: '(?<year>\\d{4})',
  MM: '(?<month>\\d\\d)',
  dd: '(?<day>\\d\\d)',
  HH: '(?<hour>\\d\\d)',
  mm: '(?<minute>\\d\\d)',
  ss: '(?<second>\\d\\d)',
  S: '(?<fraction>\\d)',
  SS: '(?<fraction>\\d{2})',
  SSS: '(?<fraction>\\d{3})',
  SSSSSS: '(?<fraction>\\d{6})',
  X: '(?<zone>Z|[+-]\\d\\d(?:\\d\\d)?)',
  XX: '(?<zone>Z|[+-]\\d{4})',
  XXX: '(?<zone>Z|[+-]\\d\\d:\\d\\d)',
  Z: '(?<zone>[+-]\\d{4})',
}

const NAMED: Record<string, string> = {
  strict_date: 'yyyy-MM-dd',
  strict_year_month_day: 'yyyy-MM-dd',
  strict_year_month: 'yyyy-MM',
  strict_year: 'yyyy',
  strict_date_time: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
  strict_date_time_no_millis: "yyyy-MM-dd'T'HH:mm:ssXXX",
  basic_date: 'yyyyMMdd',
}

/** Milliseconds that `+02:00`, `-0500` or `Z` lie before UTC. */
export const zoneOffset = (zone: string): number => {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  return (sign === '-' ? 1 : -1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000
}

const atEndOf = (part: string | undefined, roundUp: boolean, first: number, last: number): number =>
  part === undefined ? (roundUp ? last : first) : Number(part)

// Rounding up goes to the end of the day and no further: a lone year or month stands for its first day.
const toMilliseconds = (
  parts: Record<string, string | undefined>,
  roundUp: boolean,
  zone: number,
): number | undefined => {
  const year = Number(parts['year'])
  const month = Number(parts['month'] ?? 1)
  const lastDay = new Date(Date.UTC(2000, month, 0)).setUTCFullYear(year, month, 0)
  const day = Number(parts['day'] ?? 1)
  const hour = atEndOf(parts['hour'], roundUp, 0, 23)
  const minute = atEndOf(parts['minute'], roundUp, 0, 59)
  const second = atEndOf(parts['second'], roundUp, 0, 59)
  const fraction = parts['fraction']
  const millisecond =
    fraction === undefined ? (roundUp ? 999 : 0) : Number(fraction.padEnd(3, '0').slice(0, 3))
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= new Date(lastDay).getUTCDate()
  if (!valid || hour > 23 || minute > 59 || second > 59) return undefined
  const time =
    new Date(0).setUTCFullYear(year, month - 1, day) +
    ((hour * 60 + minute) * 60 + second) * 1000 +
    millisecond
  return time + (parts['zone'] === undefined ? zone : zoneOffset(parts['zone']))
}

const WHOLE = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const digits = (text: string, from: number, to: number): number => {
  let number = 0
  for (let at = from; at < to; at++) number = number * 10 + text.charCodeAt(at) - 48
  return number
}

/** `2024-02-29T12:00:00.000Z`, as most clients write times, several times faster. Undefined for any other text. */
const parseWhole = (text: string): number | undefined => {
  if (text.length !== 24 || !WHOLE.test(text)) return undefined
  const [month, day] = [digits(text, 5, 7), digits(text, 8, 10)]
  const [hour, minute, second] = [digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)]
  // What lies beyond the 28th depends on the month, and is left to the slow way.
  if (month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59)
    return undefined
  return Date.UTC(digits(text, 0, 4), month - 1, day, hour, minute, second, digits(text, 20, 23))
}

const byRegex =
  (pattern: RegExp): Parse =>
  (text, roundUp, zone) => {
    const groups = pattern.exec(text)?.groups
    return groups && toMilliseconds(groups, roundUp, zone)
  }

const epoch =
  (unit: number): Parse =>
  (text) =>
    /^-?\d{1,19}(\.\d+)?$/.test(text) ? Math.floor(Number(text) * unit) : undefined

const patternToRegex = (pattern: string): RegExp | undefined => {
  let source = ''
  for (const [token] of pattern.matchAll(/'[^']*'|([A-Za-z])\1*|[^A-Za-z']/g)) {
    const letters = LETTERS[token]
    if (letters === undefined && /^[A-Za-z]/.test(token)) return undefined
    source += letters ?? escapeRegex(token.startsWith("'") ? token.slice(1, -1) : token)
  }
  return new RegExp(`^${source}$`)
}

const compileOne = (name: string): Parse | undefined => {
  if (name === 'epoch_millis') return epoch(1)
  if (name === 'epoch_second') return epoch(1000)
  if (name.endsWith('date_optional_time')) {
    const slow = byRegex(OPTIONAL_TIME)
    return (text, roundUp, zone) => parseWhole(text) ?? slow(text, roundUp, zone)
  }
  const pattern = patternToRegex(NAMED[name] ?? name)
  return pattern && byRegex(pattern)
}

const print = (format: string | undefined, milliseconds: number): string => {
  if (format === 'epoch_millis') return String(milliseconds)
  if (format === 'epoch_second') return String(milliseconds / 1000)
  const iso = new Date(milliseconds).toISOString()
  if (format === undefined || format.endsWith('date_optional_time')) return iso
  const parts: Record<string, string> = {
    yyyy: iso.slice(0, 4),
    uuuu: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    dd: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
    SSS: iso.slice(20, 23),
    XXX: 'Z',
  }
  return (NAMED[format] ?? format).replaceAll(
    /'([^']*)'|([A-Za-z])\2*/g,
    (token, quoted) => quoted ?? parts[token] ?? token,
  )
}

const compiled = new Map<string, DateFormat | undefined>()

/** Undefined when a part of the format is one that local Elasticsearch does not know. */
export const compileDateFormat = (format: string): DateFormat | undefined => {
  if (compiled.has(format)) return compiled.get(format)
  const names = format.split('||')
  const parsers = names.map(compileOne)
  const known = parsers.filter((parser) => parser !== undefined)
  const result: DateFormat | undefined =
    known.length < names.length
      ? undefined
      : {
          parse: (text, roundUp = false, zone = 0) => {
            for (const parse of known) {
              const time = parse(text, roundUp, zone)
              if (time !== undefined) return time
            }
            return undefined
          },
          print: (milliseconds) => print(names[0], milliseconds),
        }
  compiled.set(format, result)
  return result
}

export const DEFAULT_DATE_FORMAT = 'strict_date_optional_time||epoch_millis'
