import { z } from 'zod'
import { policyWithin } from '../operations/call-within.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { configurationBasis } from '../protocol/connector-basis.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorFacts, connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import { registerConfiguration } from '../steps/register-configuration.ts'
import { requireNoneWaiting, requireSyncable } from '../steps/require-syncable.ts'
import { settleStatus } from '../steps/settle-status.ts'
import {
  checkValues,
  configurationChanges,
  fieldsOf,
  protectValues,
  refuseEmptySecrets,
} from './configuration-input.ts'
import { storeValues } from './store-values.ts'
import { valuesField } from './values-field.ts'

const input = z.strictObject({
  connector: connectorField,
  values: valuesField,
  sync: z.boolean().optional().describe('a full sync is asked for as soon as the values are stored'),
})

/** What policy goes by. */
const judged = { name: 'connector.configure', title: 'Configure connector', risk: 'routine' } as const

const startSync = 'sync.start'
const started = z.object({ job: z.string() })

export const configureConnector = defineOperation({
  ...judged,
  version: 1,
  summary: 'Changes configuration values of a connector, checked before anything is stored.',
  input,
  target: connectorTarget,
  basis: configurationBasis,
  protect: (asked, target) => ({ ...asked, values: protectValues(asked.values, fieldsOf(target)) }),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate:
    (deps: Pick<OperationDeps, 'clock' | 'operation'>) =>
    async (context, { values, sync }, connector) => {
      refuseEmptySecrets(values)
      const { missing } = checkValues(connector, values)
      if (sync !== true) return
      const configuration = fieldsOf(connector)
      requireSyncable({ ...connector, configuration }, { kind: 'full', missing })
      await requireNoneWaiting(context.es, connector, 'full')
      const facts = connectorFacts(connector)
      const mayCall = await policyWithin(context, deps.clock, { operation: judged, facts })
      mayCall(deps.operation(startSync), facts)
    },
  plan:
    () =>
    async (_context, { values, sync }, connector) => {
      const { missing, unused } = checkValues(connector, values)
      const warnings = [
        ...unused.map(
          (key) => `${key} has no effect as things are: a field that it depends on says otherwise`,
        ),
        ...(missing.length > 0 ? [`still empty and required: ${missing.join(', ')}`] : []),
      ]
      return {
        headline: `Configure connector · ${connectorHeadline(connector)}`,
        changes: [
          ...configurationChanges(connector, values),
          ...(sync === true ? [{ what: 'full sync', to: `into ${connector.index_name ?? ''}` }] : []),
        ],
        stays: ['fields that are not named keep their values'],
        after: [
          missing.length > 0
            ? 'it can not sync yet'
            : `${sync === true ? 'this' : 'the next'} sync uses the new values`,
        ],
        ...(warnings.length > 0 && { warnings }),
      }
    },
  run:
    () =>
    async (context, { values, sync }, connector) => {
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
      await storeValues(context, connector.id, checked)
      const { missing } = await settleStatus(context, connector.id)
      const { id, api_key_id: key } = connector
      const result = { connector: id, fields: Object.keys(checked.values), missing, apiKeyId: key ?? null }
      if (sync !== true) return result
      const job = await context.call<unknown>(startSync, { connector: connector.id, kind: 'full' })
      return { ...result, ...started.parse(job) }
    },
})
