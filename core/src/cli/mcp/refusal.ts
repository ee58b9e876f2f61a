import { PatchbayError } from '../../errors.ts'
import type { OperationSummary } from '../../operations/define-operation.ts'
import { isSensitive } from '../../protocol/sensitive-fields.ts'
import { type Field, fieldsOf } from '../fields.ts'

/** A sentence, and where to do it instead. */
export interface Refusal {
  why: string
  instead: string
}

const elsewhere = ({ noun, verb }: OperationSummary): string =>
  `A person runs \`patchbay ${noun} ${verb} --help\` in a terminal, or uses the editor.`

/**
 * Why a language model can't call this operation at all: whatever a tool answers or takes goes through the model and
 * whoever runs it, so no secret may; and a vote has to be a person's, or approvals would protect from nothing.
 */
export const refusalOf = (operation: OperationSummary): Refusal | undefined => {
  const instead = elsewhere(operation)
  if (operation.delivers) return { why: 'Its result can hold a secret that is shown once.', instead }
  if (operation.name === 'approval.decide') return { why: "A vote is a person's.", instead }
  if (operation.name === 'approval.start') return { why: 'When it begins is for a person to say.', instead }
  const secret = fieldsOf(operation.input).find(({ required, sensitive }) => required && sensitive)
  return secret === undefined ? undefined : { why: `It needs a secret (${secret.flag}).`, instead }
}

const keysOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : []

const isSecretKey = (key: string, { sensitiveKeys }: Field): boolean =>
  sensitiveKeys.includes(key) || isSensitive(key, undefined)

/**
 * Refuses input that holds a secret, before anything else looks at it.
 * @throws PatchbayError `input.invalid` that names the key and never the value.
 */
export const refuseSecretInput = (
  operation: OperationSummary,
  input: Readonly<Record<string, unknown>>,
): void => {
  for (const field of fieldsOf(operation.input)) {
    const value = input[field.name]
    if (value === undefined) continue
    const key = field.sensitive
      ? field.name
      : field.kind === 'record' && keysOf(value).find((name) => isSecretKey(name, field))
    if (key === false || key === undefined) continue
    throw new PatchbayError('input.invalid', `${key}: is a secret, and a tool takes none.`, {
      field: key,
      next: `A person gives it in a terminal: \`patchbay ${operation.noun} ${operation.verb} … --set ${key}\` asks without showing it.`,
    })
  }
}
