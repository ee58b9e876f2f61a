import { PatchbayError } from '../errors.ts'
import { coerceValue, isEmptyValue } from '../protocol/configuration-value.ts'
import { configurationSchemaOf } from '../protocol/configuration-schema.ts'
import { type Configuration, configurationSchema, type Connector } from '../protocol/connector.ts'
import type { PlanChange } from '../protocol/plan.ts'
import { isSecretValue } from '../protocol/sensitive-fields.ts'
import { type CheckedConfiguration, validateConfiguration } from '../protocol/validate-configuration.ts'
import { Secret } from '../secrets/secret.ts'
import { connectorLabel, connectorWord } from '../steps/connector-target.ts'

type Values = Readonly<Record<string, string | number | boolean | null | string[] | Secret>>

/** The fields of a connector: its own, or those of the catalogue that will be registered for it. */
export const fieldsOf = (connector: Connector): Configuration => {
  if (Object.keys(connector.configuration).length > 0) return connector.configuration
  return configurationSchema.parse(configurationSchemaOf(connector.service_type ?? '') ?? {})
}

/** Secrets among values as such, so that they are neither logged nor shown. */
export const protectValues = (values: Values, fields: Configuration): Record<string, Values[string]> =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const hide =
        isSecretValue(key, fields[key], value) && value !== null && value !== '' && !Array.isArray(value)
      return [key, hide && !(value instanceof Secret) ? new Secret(String(value)) : value]
    }),
  )

/**
 * An empty secret comes from a prompt that was only confirmed or from an empty file, and is no wish to empty the field.
 * @throws PatchbayError `configuration.invalid` naming it.
 */
export const refuseEmptySecrets = (values: Values): void => {
  const empty = Object.keys(values).find((key) => {
    const value = values[key]
    return value instanceof Secret && value.reveal() === ''
  })
  if (empty === undefined) return
  throw new PatchbayError('configuration.invalid', `${empty}: what was given is empty.`, {
    field: `values.${empty}`,
    next: `Give its value; to empty the field on purpose set it to an empty text.`,
  })
}

/**
 * Checks values against the connector's fields.
 * @throws PatchbayError `configuration.invalid` with every wrong field, `connector.state` where there are no fields.
 */
export const checkValues = (connector: Connector, values: Values): CheckedConfiguration => {
  const fields = fieldsOf(connector)
  if (Object.keys(fields).length === 0) {
    throw new PatchbayError(
      'connector.state',
      `"${connectorLabel(connector)}" has no configuration fields yet.`,
      {
        next: 'Its own service registers them when it first starts; start that service, then configure.',
      },
    )
  }
  if (Object.keys(values).length === 0) {
    throw new PatchbayError('input.invalid', 'values: name at least one field.', {
      field: 'values',
      next: `The fields are ${Object.keys(fields).join(', ')}.`,
    })
  }
  return validateConfiguration(fields, values, advice(connector))
}

/** Where to look up what a field takes; a connector that is not there yet has no id. */
const advice = (connector: Connector): string =>
  connector.id === ''
    ? `Nothing was made. \`patchbay source get ${connector.service_type}\` shows the fields.`
    : `Nothing was changed. \`patchbay connector get ${connectorWord(connector)}\` shows the current configuration.`

const isSet = (value: unknown): string => (isEmptyValue(value) ? 'not set' : 'set')

const inText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const change = (key: string, given: Values[string], fields: Configuration): PlanChange | undefined => {
  const field = fields[key]
  const secret = given instanceof Secret
  if (secret || [field?.value, given].some((value) => isSecretValue(key, field, value))) {
    const emptied = !secret && isEmptyValue(given)
    return { what: key, from: isSet(field?.value), to: emptied ? 'not set' : 'a new value, not shown' }
  }
  const coerced = coerceValue(field?.type, given)
  const to = 'value' in coerced ? coerced.value : given
  const from = field?.value ?? ''
  return from === to ? undefined : { what: key, from: inText(from), to: inText(to) }
}

/** What changes, field by field; a value that must not be shown is only called new. */
export const configurationChanges = (connector: Connector, values: Values): PlanChange[] => {
  const fields = fieldsOf(connector)
  return Object.entries(values)
    .map(([key, given]) => change(key, given, fields))
    .filter((found) => found !== undefined)
}
