import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toGiveKey } from '../privileges/key-privileges.ts'
import { isAtLeast } from '../protocol/cluster-version.ts'
import type { Connector } from '../protocol/connector.ts'
import { checkKeyCanBeMade } from '../steps/check-key-can-be-made.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import { keyBasis, keyIdsOf } from '../steps/key-ids.ts'

const input = z.strictObject({ connector: connectorField })

const switchSchema = z.object({
  native_connector_api_keys: z.object({ enabled: z.boolean().nullish() }).nullish(),
})

const isEnabled = ({ features }: Connector): boolean =>
  switchSchema.safeParse(features ?? {}).data?.native_connector_api_keys?.enabled === true

const refuse = (message: string, next: string): PatchbayError =>
  new PatchbayError('connector.state', message, { field: 'connector', next })

export const enableApiKey = defineOperation({
  name: 'api-key.enable',
  version: 1,
  title: 'Enable API key',
  summary: 'Gives a managed connector from before 8.13 an API key of its own.',
  risk: 'guarded',
  input,
  target: connectorTarget,
  basis: (connector: Connector) => ({ ...keyBasis(connector), enabled: isEnabled(connector) }),
  privileges: (_input, connector, cluster) => toGiveKey(connector, cluster),
  validate: () => async (context, _input, connector) => {
    const label = connectorLabel(connector)
    if (isAtLeast(context.cluster.version, 9))
      throw refuse(
        'From 9.0 on there are no keys of managed connectors.',
        'Make it self-managed: `patchbay connector convert`.',
      )
    if (!connector.is_native)
      throw refuse(
        `${label} is self-managed: its key is with whoever runs it.`,
        `For a new key: \`patchbay api-key rotate ${connector.id}\`.`,
      )
    if (isEnabled(connector) && keyIdsOf(connector).apiKeyId !== null)
      throw refuse(
        `${label} has an API key of its own already.`,
        `To replace it: \`patchbay api-key rotate ${connector.id}\`.`,
      )
    checkKeyCanBeMade(context.actor, connector)
  },
  plan: () => async (_context, _input, connector) => {
    const { apiKeyId } = keyIdsOf(connector)
    return {
      headline: `Enable API key · ${connectorHeadline(connector)}`,
      changes: [
        ...(isEnabled(connector) ? [] : [{ what: 'native_connector_api_keys', from: 'off', to: 'on' }]),
        ...(apiKeyId === null
          ? [
              { what: 'api_key_id', from: 'none', to: 'a new key' },
              { what: 'connector secret', from: 'none', to: 'a new one, checked before it is used' },
            ]
          : []),
      ],
      after: ['the next sync uses the key of the connector instead of that of the service'],
    }
  },
  run: () => async (context, _input, connector) => {
    await context.step('features', {
      run: async () => {
        await context.es.connector.updateFeatures({
          connector_id: connector.id,
          features: { native_connector_api_keys: { enabled: true } },
        })
        return null
      },
    })
    // A key that is there already is the connector's own: it only was not used.
    if (keyIdsOf(connector).apiKeyId === null)
      await context.call('api-key.generate', { connector: connector.id })
    return { connector: connector.id, enabled: true }
  },
})
