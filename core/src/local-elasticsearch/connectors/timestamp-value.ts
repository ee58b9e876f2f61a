import type { Value } from '../xcontent/object-parser.ts'
import { ParseException } from '../xcontent/parse-exception.ts'
import { string } from '../xcontent/values.ts'

const pattern =
  /^\d{4}(?:-\d{2}(?:-\d{2}(?:T(?:\d{2}(?::\d{2}(?::\d{2}(?:[.,](?<fraction>\d{1,9}))?)?)?(?<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?)?$/
const epoch = /^-?\d{1,18}$/

/** The time in UTC, with at least three digits after the second and at most those that were sent. */
const normal = (text: string): string | undefined => {
  if (epoch.test(text) && text.length > 4) return fromMilliseconds(Number(text))
  const groups = pattern.exec(text)
  if (groups === null) return undefined
  const fraction = (groups.groups?.['fraction'] ?? '').replace(/0+$/, '').padEnd(3, '0')
  const zone = groups.groups?.['zone']
  const time = text.replace(/[.,]\d+/, '').replace(zone ?? '', '')
  const [date = '', clock = ''] = time.split('T')
  const [year = '', month = '01', day = '01'] = date.split('-')
  const [hour = '00', minute = '00', second = '00'] = clock === '' ? [] : clock.split(':')
  const whole = fromMilliseconds(
    Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset(zone)}`),
  )
  // A day that its month hasn't got, such as 31 February, is moved on by Date and refused by Elasticsearch.
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  return whole === undefined || Number(day) > lastDay ? undefined : whole.replace('.000Z', `.${fraction}Z`)
}

const offset = (zone: string | undefined): string => {
  if (zone === undefined || zone === 'Z') return 'Z'
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`
}

const fromMilliseconds = (milliseconds: number): string | undefined => {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** A date as Elasticsearch's `strict_date_optional_time||epoch_millis` reads it, given as it writes it. */
export const timestampValue: Value<string> = {
  accepts: string.accepts,
  read: (node) => {
    const text = string.read(node)
    const time = normal(text)
    if (time !== undefined) return time
    throw new ParseException(
      {
        type: 'illegal_argument_exception',
        reason: `failed to parse date field [${text}] with format [strict_date_optional_time||epoch_millis]`,
        caused_by: { type: 'date_time_parse_exception', reason: 'Failed to parse with all enclosed parsers' },
      },
      node.at,
    )
  },
}
