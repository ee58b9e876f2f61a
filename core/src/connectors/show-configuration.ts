import { jsonSchema } from '../lib/json.ts'
import { isEmptyValue } from '../protocol/configuration-value.ts'
import type { Configuration, ConfigurationField } from '../protocol/connector.ts'
import { isSecretValue } from '../protocol/sensitive-fields.ts'

/** A value as it may be shown: of a secret only whether it is set. */
const shownValue = (key: string, field: ConfigurationField | undefined, value: unknown) => {
  if (isSecretValue(key, field, value)) return isEmptyValue(value) ? 'not set' : 'set'
  return jsonSchema.parse(value ?? null)
}

/** Configuration fields in the form's order, for people. */
export const showConfiguration = (configuration: Configuration) =>
  Object.entries(configuration)
    .toSorted(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0))
    .map(([key, field]) => ({
      key,
      value: shownValue(key, field, field.value),
      required: field.required === true,
      label: field.label ?? key,
    }))
