import { type OperationSummary, Secret } from '@patchbay/core'
import { fieldsOf, findServiceType, isSensitive } from '@patchbay/core/words'
import { z } from 'zod'
import { ids } from './form-questions.ts'

const answerSchema = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
})

/** What Slack sends of a form: by block id, then by action id. */
export const formStateSchema = z.object({
  values: z.record(z.string(), z.record(z.string(), answerSchema)).default({}),
})
export type FormState = z.infer<typeof formStateSchema>

/** The answer to one question; undefined where it was left empty. */
const answerTo = (state: FormState, id: string): string | undefined => {
  const [answer] = Object.values(state.values[id] ?? {})
  return answer?.selected_option?.value ?? answer?.value ?? undefined
}

export interface FilledForm {
  input: Record<string, unknown>
  reason: string | undefined
  /** What can't be read, by block id. */
  errors: Record<string, string>
}

const listOf = (value: string): string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** `key=value` lines, as they are typed where the catalogue knows no fields. */
const recordOf = (value: string): Record<string, unknown> =>
  Object.fromEntries(
    value
      .split('\n')
      .filter((row) => row.includes('='))
      .map((row) => {
        const at = row.indexOf('=')
        const key = row.slice(0, at).trim()
        const given = row.slice(at + 1).trim()
        return [key, isSensitive(key, undefined) ? new Secret(given) : given]
      }),
  )

/** The configuration values of a form with the catalogue's fields; secrets that were left empty are kept. */
const configurationOf = (state: FormState, serviceType: string | null): Record<string, unknown> => {
  const fields = findServiceType(serviceType)?.configuration ?? []
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const id = ids.value(field.key)
      if (state.values[id] === undefined) return []
      const given = answerTo(state, id)
      if (isSensitive(field.key, field)) return given === undefined ? [] : [[field.key, new Secret(given)]]
      if (given === undefined) return field.required ? [] : [[field.key, '']]
      if (field.type === 'bool') return [[field.key, given === 'true']]
      if (field.type === 'list') return [[field.key, listOf(given)]]
      return [[field.key, given]]
    }),
  )
}

/** Slack takes blanks for an answer. */
export const isBlank = (answer: string | undefined): boolean => answer === undefined || answer.trim() === ''
export const reasonNeeded = 'Say why in a few words.'

/**
 * An operation's input out of a filled form: what was known before, and what was typed. Sensitive answers become
 * Secrets at once. Only what can't be read at all is an error here; the rest is the operation's own to check.
 */
export const readForm = (
  operation: OperationSummary,
  known: Readonly<Record<string, unknown>>,
  { state, serviceType }: { state: FormState; serviceType: string | null },
): FilledForm => {
  const input: Record<string, unknown> = { ...known }
  const errors: Record<string, string> = {}
  for (const field of fieldsOf(operation.input)) {
    const id = ids.field(field.name)
    const given = answerTo(state, id)
    if (field.kind === 'record' && Object.keys(state.values).some((key) => key.startsWith(ids.value('')))) {
      input[field.name] = configurationOf(state, serviceType)
      continue
    }
    if (given === undefined || given === '') continue
    if (field.sensitive && field.kind !== 'record') input[field.name] = new Secret(given)
    else if (field.kind === 'number') input[field.name] = Number(given)
    else if (field.kind === 'boolean') input[field.name] = given === 'true'
    else if (field.kind === 'list') input[field.name] = listOf(given)
    else if (field.kind === 'record') input[field.name] = recordOf(given)
    else if (field.kind === 'json') {
      try {
        input[field.name] = JSON.parse(given)
      } catch (error) {
        errors[id] = `This is not JSON: ${error instanceof Error ? error.message : 'it can’t be read'}`
      }
    } else input[field.name] = given
  }
  return { input, reason: answerTo(state, ids.reason) || undefined, errors }
}
