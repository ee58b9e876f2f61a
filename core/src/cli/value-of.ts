import { PatchbayError } from '../errors.ts'
import type { Field } from './fields.ts'
import { readGiven } from './read-given.ts'

const wrong = (
  field: Field,
  what: string,
  { next, cause }: { next: string; cause?: unknown },
): PatchbayError =>
  new PatchbayError('input.invalid', `${field.flag}: ${what}.`, { field: field.name, next, cause })

const parseJson = (field: Field, text: string): unknown => {
  const json = text.startsWith('@') ? readGiven(field.flag, text.slice(1)) : text
  try {
    return JSON.parse(json)
  } catch (cause) {
    const next = `Give JSON, or --${field.flag} @file.json to read it from a file.`
    throw wrong(field, `is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      next,
      cause,
    })
  }
}

/**
 * What a flag's text means, by the kind of its field.
 * @throws PatchbayError `input.invalid` with the field, for what the schema could not say in the reader's words.
 */
export const valueOf = (field: Field, text: string): unknown => {
  switch (field.kind) {
    case 'number': {
      const value = text.trim() === '' ? Number.NaN : Number(text)
      if (Number.isNaN(value))
        throw wrong(field, `must be a number, got "${text}"`, { next: `Try --${field.flag} 10.` })
      return value
    }
    case 'choice':
      if (!field.choices.includes(text)) {
        throw wrong(field, `must be one of ${field.choices.join(', ')}; got "${text}"`, {
          next: 'Choose one of them.',
        })
      }
      return text
    case 'json':
      return parseJson(field, text)
    case 'file':
      return readGiven(field.flag, text)
    case 'boolean':
    case 'list':
    case 'record':
    case 'text':
      return text
  }
}
