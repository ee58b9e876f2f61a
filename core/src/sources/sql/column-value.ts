import { pythonBytes } from '../python-bytes.ts'

/**
 * What a column's value is in JSON. `number` comes as digits, so that none is lost; `wide` is one that may have more
 * digits than Elasticsearch's long, and has a point so that its field becomes a double.
 */
export type Kind = 'number' | 'wide' | 'boolean' | 'text' | 'time' | 'bytes' | 'json'

const numberPattern = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

/** As JSON has it: a digit before the point, no zeros before that. What is no number, such as NaN, is null. */
const digits = (text: string): string => {
  const whole = text
    .trim()
    .replace(/^(-?)\./, '$10.')
    .replace(/^(-?)0+(?=\d)/, '$1')
  return numberPattern.test(whole) ? whole : 'null'
}

const withPoint = (text: string): string => (/^-?\d+$/.test(text) ? `${text}.0` : text)

const textOf = (value: unknown): string => (value instanceof Buffer ? value.toString('utf8') : String(value))

/** Databases write a fraction to the last digit that its type has. */
const time = (text: string): string =>
  text.replace(/\.(\d*?)0+(?=Z|$)/, (_all, kept: string) => (kept === '' ? '' : `.${kept}`))

const isTrue = (value: unknown): boolean =>
  value === true || value === 1 || /^(1|true|y)$/i.test(String(value))

export const valueJson = (kind: Kind, value: unknown): string => {
  if (value === null || value === undefined) return 'null'
  switch (kind) {
    case 'number':
      return digits(textOf(value))
    case 'wide':
      return withPoint(digits(textOf(value)))
    case 'boolean':
      return String(isTrue(value))
    case 'bytes':
      return JSON.stringify(value instanceof Buffer ? value.toString('base64') : textOf(value))
    case 'time':
      return JSON.stringify(time(textOf(value)))
    case 'json':
      return JSON.stringify(value) ?? 'null'
    case 'text':
      return JSON.stringify(textOf(value))
  }
}

/** The value as Python prints it, since Elastic's service makes ids that way. */
export const valueInId = (kind: Kind, value: unknown): string => {
  if (value === null || value === undefined) return 'None'
  if (value instanceof Buffer && kind === 'bytes') return pythonBytes(value)
  const text = textOf(value)
  if (kind === 'time') {
    const [before, fraction = ''] = time(text).replace('T', ' ').split('.')
    return fraction === '' ? `${before}` : `${before}.${fraction.slice(0, 6).padEnd(6, '0')}`
  }
  return kind === 'number' || kind === 'wide' ? digits(text) : text
}
