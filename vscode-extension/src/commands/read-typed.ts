import * as l10n from '@vscode/l10n'
import type { OperationSummary } from '@patchbay/core'
import type { Field } from '@patchbay/core/words'
import { z } from 'zod'

type Read = { value: unknown } | { problem: string }

const listOf = (typed: string): string[] =>
  typed
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

const meant = (kind: Field['kind'], typed: string): Read => {
  switch (kind) {
    case 'number': {
      const value = Number(typed)
      return typed.trim() === '' || Number.isNaN(value)
        ? { problem: l10n.t('This must be a number.') }
        : { value }
    }
    case 'list':
      return { value: listOf(typed) }
    case 'json':
      try {
        return { value: JSON.parse(typed) as unknown }
      } catch (error) {
        return { problem: error instanceof Error ? error.message : String(error) }
      }
    case 'record': {
      const pairs = listOf(typed).map((pair) => pair.split(/=(.*)/s))
      const broken = pairs.find((pair) => pair.length === 1)?.join()
      return broken === undefined
        ? { value: Object.fromEntries(pairs.map(([key = '', value]) => [key.trim(), value?.trim()])) }
        : { problem: l10n.t('Write {0} as key=value.', broken) }
    }
    case 'boolean':
      return { value: typed === 'yes' }
    case 'choice':
    case 'file':
    case 'text':
      return { value: typed }
  }
}

/** What was typed for a field, as its type means it and its own schema allows it; else a sentence that says why not. */
export const readTyped = (operation: Pick<OperationSummary, 'input'>, field: Field, typed: string): Read => {
  const said = meant(field.kind, typed)
  if ('problem' in said || !(operation.input instanceof z.ZodObject)) return said
  const schema: unknown = operation.input.shape[field.name]
  if (!(schema instanceof z.ZodType)) return said
  const parsed = schema.safeParse(said.value)
  if (parsed.success) return said
  const [issue] = parsed.error.issues
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `
  return { problem: `${where}${issue?.message ?? l10n.t('is not valid')}` }
}
