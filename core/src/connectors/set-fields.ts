import type { estypes } from '@elastic/elasticsearch'
import { z } from 'zod'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { PatchbayError } from '../errors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { configurationBasis } from '../protocol/connector-basis.ts'
import { isEmptyValue } from '../protocol/configuration-value.ts'
import type { Configuration, ConfigurationField, Connector } from '../protocol/connector.ts'
import type { PlanChange } from '../protocol/plan.ts'
import { isSensitive } from '../protocol/sensitive-fields.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget, connectorWord } from '../steps/connector-target.ts'
import { settleStatus } from '../steps/settle-status.ts'
import { fieldDefinition, type FieldDefinition } from '../protocol/field-definition.ts'
import { lostValues, replacedConfiguration, wantedFields } from './replaced-fields.ts'

const input = z.strictObject({
  connector: connectorField,
  fields: z
    .array(fieldDefinition)
    .min(1)
    .max(500)
    .optional()
    .describe(
      "all its fields, as the Connector API defines them, each with its key; without: the catalogue's of its service type",
    ),
})

const wrong = (field: string, message: string, next: string): PatchbayError =>
  new PatchbayError('input.invalid', `${field}: ${message}`, { field, next })

const requireSound = (fields: readonly FieldDefinition[]): void => {
  const keys = fields.map(({ key }) => key)
  for (const [at, { key, depends_on: on }] of fields.entries()) {
    if (keys.indexOf(key) < at)
      throw wrong('fields', `${key} is there twice.`, 'Give each field a key of its own.')
    const unknown = on.find(({ field }) => !keys.includes(field))
    if (unknown !== undefined)
      throw wrong('fields', `${key} depends on ${unknown.field}, which is not among them.`, 'Add that field.')
  }
}

/** What was hidden must not come to light by a change of its definition. */
const requireHidden = (before: Configuration, after: Configuration): void => {
  const shown = Object.keys(after).find(
    (key) =>
      isSensitive(key, before[key]) && !isSensitive(key, after[key]) && !isEmptyValue(before[key]?.value),
  )
  if (shown === undefined) return
  throw wrong(
    'fields',
    `${shown} holds a secret, which everybody could read when it were not sensitive any more.`,
    `Empty it first: \`patchbay connector configure CONNECTOR --set ${shown}=\`.`,
  )
}

const definition = (field: ConfigurationField | undefined): string => {
  if (field === undefined) return 'not there'
  const marks = [
    field.type ?? 'str',
    ...(field.required === true ? ['required'] : []),
    ...(field.sensitive === true ? ['sensitive'] : []),
  ]
  return `"${field.label ?? ''}" (${marks.join(', ')})`
}

const withoutValue = (field: ConfigurationField | undefined): string => {
  const { value: _value, ...rest } = field ?? {}
  return JSON.stringify(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const changesBetween = (before: Configuration, after: Configuration): PlanChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    const [was, becomes] = [before[key], after[key]]
    if (was === undefined) return [{ what: key, to: definition(becomes) }]
    if (becomes === undefined) return [{ what: key, from: definition(was), to: 'gone' }]
    if (withoutValue(was) === withoutValue(becomes)) return []
    const [from, to] = [definition(was), definition(becomes)]
    return [from === to ? { what: key, to: 'defined anew in other details' } : { what: key, from, to }]
  })

export const setFields = defineOperation({
  name: 'connector.set-fields',
  version: 1,
  title: 'Set configuration fields',
  summary: 'Replaces the definitions of all configuration fields of a connector; values stay where they fit.',
  risk: 'guarded',
  skipsEmpty: true,
  input,
  target: connectorTarget,
  basis: (connector: Connector) => ({
    ...configurationBasis(connector),
    fields: Object.fromEntries(
      Object.entries(connector.configuration).map(([key, field]) => [key, withoutValue(field)]),
    ),
  }),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate:
    () =>
    async (_context, { fields }, connector) => {
      requireSound(fields ?? [])
      const after = wantedFields(connector, fields)
      if (Object.keys(after).length === 0) {
        throw wrong(
          'fields',
          `the catalogue knows none for ${connector.service_type ?? 'a connector without a service type'}.`,
          `Give them: \`patchbay connector set-fields ${connectorWord(connector)} --fields @fields.json\`.`,
        )
      }
      requireHidden(connector.configuration, after)
    },
  plan:
    () =>
    async (_context, { fields }, connector) => {
      const after = wantedFields(connector, fields)
      const lost = lostValues(connector.configuration, after)
      return {
        headline: `Set configuration fields · ${connectorHeadline(connector)}`,
        changes: changesBetween(connector.configuration, after),
        stays: ['values of fields that stay, where they fit the new definition'],
        after: ['the service that runs it may register its own fields when it next starts'],
        ...(lost.length > 0 && { warnings: [`these values are lost: ${lost.join(', ')}`] }),
      }
    },
  run:
    () =>
    async (context, { fields }, connector) => {
      const { es } = context
      await context.step('set-fields', {
        run: async () => {
          // Read here: the values, secrets among them, go from document to document and into no log.
          const { configuration } = (await getConnector(es, connector.id)) ?? connector
          const after = wantedFields(connector, fields)
          requireHidden(configuration, after)
          const whole: object = replacedConfiguration(configuration, after)
          await es.connector.updateConfiguration({
            connector_id: connector.id,
            // The schema of the input checked each field; the client's type wants every property of each.
            configuration: whole as estypes.ConnectorConnectorConfiguration,
          })
          return null
        },
      })
      const { missing } = await settleStatus(context, connector.id)
      return { connector: connector.id, fields: Object.keys(wantedFields(connector, fields)), missing }
    },
})
