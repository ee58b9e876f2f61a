import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { configurationBasis } from '../protocol/connector-basis.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import { registerConfiguration } from '../steps/register-configuration.ts'
import { settleStatus } from '../steps/settle-status.ts'
import { Secret } from '../secrets/secret.ts'
import { sensitiveKeys } from '../protocol/sensitive-fields.ts'
import {
  checkValues,
  configurationChanges,
  fieldsOf,
  protectValues,
  refuseEmptySecrets,
} from './configuration-input.ts'

const value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string()),
  z.instanceof(Secret),
])

const input = z.strictObject({
  connector: connectorField,
  values: z
    .record(z.string(), value)
    .describe('configuration values by field, such as host and port')
    // Worked out when somebody looks: it takes the whole catalogue of service types, and every command loads this file.
    .meta({
      get sensitiveKeys() {
        return sensitiveKeys()
      },
    }),
})

const reveal = (stored: unknown): unknown => (stored instanceof Secret ? stored.reveal() : stored)

export const configureConnector = defineOperation({
  name: 'connector.configure',
  version: 1,
  title: 'Configure connector',
  summary: 'Changes configuration values of a connector, checked before anything is stored.',
  risk: 'routine',
  input,
  target: connectorTarget,
  basis: configurationBasis,
  protect: ({ connector, values }, target) => ({
    connector,
    values: protectValues(values, fieldsOf(target)),
  }),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate:
    () =>
    async (_context, { values }, connector) => {
      refuseEmptySecrets(values)
      checkValues(connector, values)
    },
  plan:
    () =>
    async (_context, { values }, connector) => {
      const { missing, unused } = checkValues(connector, values)
      const warnings = [
        ...unused.map(
          (key) => `${key} has no effect as things are: a field that it depends on says otherwise`,
        ),
        ...(missing.length > 0 ? [`still empty and required: ${missing.join(', ')}`] : []),
      ]
      return {
        headline: `Configure connector · ${connectorHeadline(connector)}`,
        changes: configurationChanges(connector, values),
        stays: ['fields that are not named keep their values'],
        after: [missing.length > 0 ? 'it can not sync yet' : 'the next sync uses the new values'],
        ...(warnings.length > 0 && { warnings }),
      }
    },
  run:
    () =>
    async (context, { values }, connector) => {
      const checked = checkValues(connector, values)
      const serviceType = connector.service_type
      if (Object.keys(connector.configuration).length === 0 && serviceType) {
        await context.step('register', {
          run: async () => {
            await registerConfiguration(context.es, connector.id, serviceType)
            return null
          },
        })
      }
      await context.step('configure', {
        run: async () => {
          const stored = Object.fromEntries(
            Object.entries(checked.values).map(([key, one]) => [key, reveal(one)]),
          )
          await context.es.connector.updateConfiguration({ connector_id: connector.id, values: stored })
          return null
        },
      })
      const { missing } = await settleStatus(context, connector.id)
      return { connector: connector.id, fields: Object.keys(checked.values), missing }
    },
})
