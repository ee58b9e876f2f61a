import { PatchbayError } from '../errors.ts'
import type { AnyOperation } from './define-operation.ts'

/**
 * Parses what a front end collected with the operation's own schema.
 * @throws PatchbayError `input.invalid`, the field named, the first problem in words.
 */
export const parseInput = (operation: AnyOperation, raw: unknown): unknown => {
  const parsed = operation.input.safeParse(raw)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const extra = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined
  const field = extra ?? issue?.path.map(String).join('.') ?? ''
  const what = extra === undefined ? (issue?.message ?? 'is not valid') : 'is not a field of this operation'
  throw new PatchbayError('input.invalid', `${field === '' ? operation.name : field}: ${lowerFirst(what)}.`, {
    field,
    next: `See \`patchbay ${operation.name.replace('.', ' ')} --help\`.`,
  })
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '')
