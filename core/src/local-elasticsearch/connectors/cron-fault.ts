const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

interface Part {
  from: number
  to: number
  /** Words that stand for numbers, the first for `from`. */
  words?: readonly string[]
  /** Further forms, such as `L`, `15W`, `2#1`. */
  special?: RegExp
  range: string
}

const second: Part = { from: 0, to: 59, range: 'Minute and Second values must be between 0 and 59' }
const hour: Part = { from: 0, to: 23, range: 'Hour values must be between 0 and 23' }
const dayOfMonth: Part = {
  from: 1,
  to: 31,
  special: /^(?:\?|L(?:-\d{1,2})?|LW|\d{1,2}W)$/,
  range: 'Day of month values must be between 1 and 31',
}
const month: Part = { from: 1, to: 12, words: months, range: 'Month values must be between 1 and 12' }
const dayOfWeek: Part = {
  from: 1,
  to: 7,
  words: days,
  special: /^(?:\?|L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/,
  range: 'Day-of-Week values must be between 1 and 7',
}
const year: Part = { from: 1970, to: 2199, range: 'Year values must be between 1970 and 2199' }

const parts = [second, second, hour, dayOfMonth, month, dayOfWeek, year]

const number = (part: Part, text: string): number | undefined => {
  const word = part.words?.indexOf(text) ?? -1
  if (word >= 0) return part.from + word
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined
}

const itemFault = (part: Part, item: string): string | undefined => {
  if (part.special?.test(item)) return undefined
  const [span = '', step, ...more] = item.split('/')
  if (more.length > 0 || step === '') return `'/' must be followed by an integer.`
  const [first = '', last, ...rest] = span === '*' || span === '' ? [String(part.from)] : span.split('-')
  if (step !== undefined && !/^\d{1,4}$/.test(step)) return `'/' must be followed by an integer.`
  const from = number(part, first)
  const to = last === undefined ? from : number(part, last)
  if (from === undefined || to === undefined || rest.length > 0 || (span === '' && step === undefined)) {
    return /^[A-Z]/.test(item)
      ? `illegal characters [${item.slice(0, 3)}] at pos [0] '`
      : `unexpected character [${item}]`
  }
  return from < part.from || from > part.to || to < part.from || to > part.to ? part.range : undefined
}

/**
 * What is wrong with a cron expression of Elasticsearch's kind, in its words: six fields or seven (second, minute, hour,
 * day of month, month, day of week, year), one of the two day fields `?`. Undefined when nothing is.
 */
export const cronFault = (expression: string): string | undefined => {
  const fields = expression.toUpperCase().trim().split(/\s+/)
  const fault = fields
    .flatMap((field, index) => {
      const part = parts[index]
      return part === undefined ? [] : field.split(',').map((item) => itemFault(part, item))
    })
    .find((found) => found !== undefined)
  const failure = fault ?? wholeFault(fields)
  return failure && `illegal cron expression format [java.lang.IllegalArgumentException: ${failure}]`
}

const wholeFault = (fields: readonly string[]): string | undefined => {
  if (fields.length < 6) return 'unexpected end of expression.'
  if ((fields[3] === '?') === (fields[5] === '?')) {
    return fields[3] === '?'
      ? "'?' can only be specified for Day-of-Month -OR- Day-of-Week."
      : 'support for specifying both a day-of-week AND a day-of-month parameter is not implemented.'
  }
  return undefined
}
