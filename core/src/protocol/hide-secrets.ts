import { PatchbayError } from '../errors.ts'
import type { Configuration } from './connector.ts'
import { isSensitive } from './sensitive-fields.ts'

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

/** A value of a few characters is only hidden where it stands alone: it is part of half of all words. */
const patternOf = (value: string): RegExp =>
  value.length > 3
    ? new RegExp(escaped(value), 'gu')
    : new RegExp(String.raw`(?<![\p{L}\p{N}_])${escaped(value)}(?![\p{L}\p{N}_])`, 'gu')

/** A text without the values of sensitive fields: a data source's own words may quote what it was given. */
export const secretHider = (configuration: Configuration): ((text: string) => string) => {
  const patterns = Object.entries(configuration)
    .filter(([key, field]) => isSensitive(key, field))
    .map(([, { value }]) => (typeof value === 'string' ? value.trim() : ''))
    .filter((value) => value !== '')
    .toSorted((a, b) => b.length - a.length)
    .map(patternOf)
  return (text) => patterns.reduce((rest, one) => rest.replaceAll(one, '(hidden)'), text)
}

/**
 * The error without the values of sensitive fields: a data source's own words may quote what it was given. Its cause is
 * left out when it may hold them, since causes are printed too.
 */
export const hideSecrets = (error: unknown, configuration: Configuration): unknown => {
  if (!(error instanceof Error)) return error
  const hide = secretHider(configuration)
  if (error instanceof PatchbayError) {
    return new PatchbayError(error.code, hide(error.message), {
      field: error.field,
      next: error.next === undefined ? undefined : hide(error.next),
    })
  }
  // Not an error that a source throws on purpose: a bug, whose trace is worth more than its kind.
  const hidden = new Error(hide(error.message))
  hidden.stack = hide(error.stack ?? '')
  return hidden
}
