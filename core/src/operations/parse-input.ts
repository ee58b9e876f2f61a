import type { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { printable } from '../lib/printable.ts'
import type { AnyOperation } from './define-operation.ts'
import { outOfBounds } from './input-bounds.ts'

/**
 * Parses what a front end collected with the operation's own schema.
 * @throws PatchbayError `input.invalid`, the field named, the first problem in words.
 */
export const parseInput = (operation: AnyOperation, raw: unknown): unknown => {
  const outside = outOfBounds(raw)
  if (outside !== undefined) throw invalid(operation, outside)
  const parsed = operation.input.safeParse(raw, { reportInput: true })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(operation, issue === undefined ? { field: '', problem: 'is not valid' } : problemOf(issue))
}

interface Problem {
  field: string
  problem: string
}

const invalid = (operation: AnyOperation, { field, problem }: Problem): PatchbayError => {
  const shown = shorten(field)
  return new PatchbayError('input.invalid', `${shown === '' ? operation.name : shown}: ${problem}.`, {
    field: shown,
    next: `See \`patchbay ${operation.name.replace('.', ' ')} --help\`.`,
  })
}

/** A key may be anything that somebody sent. */
const shorten = (text: string): string => printable(text.length > 100 ? `${text.slice(0, 100)}…` : text)

const problemOf = (issue: z.core.$ZodIssue): Problem => {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const field = [...path, issue.keys[0] ?? ''].join('.')
    return { field, problem: path.length === 0 ? 'is not a field of this operation' : 'is not known here' }
  }
  // Of a choice between kinds, the last one that came furthest says the most; of a key, its own schema.
  const [inner] = issue.code === 'invalid_key' ? issue.issues : []
  return { field: path.join('.'), problem: wordsOf(inner ?? issue) }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** The schema's own sentence where it has one; where Zod speaks for it, in our words. For input that was parsed with `reportInput`. */
export const wordsOf = (issue: z.core.$ZodIssue): string => {
  if (!/^(Invalid|Too|Unrecognized)/.test(issue.message)) return lowerFirst(issue.message)
  if (issue.input === undefined) return 'is missing'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? `of type ${issue.expected}`}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty'
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_union':
      return 'is none of what it may be'
    case 'custom':
      return 'is not valid'
    default:
      return lowerFirst(issue.message)
  }
}

const unitOf = (origin: string): string =>
  ({ string: ' characters', array: ' items', set: ' items', object: ' entries' })[origin] ?? ''

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '')
