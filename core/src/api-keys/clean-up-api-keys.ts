import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { allOf } from '../privileges/required.ts'
import { leasesIndex } from '../protocol/patchbay-indices.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import { invalidateKeys } from '../steps/invalidate-keys.ts'
import { keyBasis } from '../steps/key-ids.ts'
import { waitUntilUnused } from '../steps/wait-until-unused.ts'
import { leftOverKeys } from './left-over-keys.ts'

export const cleanUpApiKeys = defineOperation({
  name: 'api-key.clean-up',
  version: 1,
  title: 'Clean up API keys',
  summary: 'Ends the API keys that Patchbay made for a connector and that it no longer names.',
  risk: 'guarded',
  input: z.strictObject({ connector: connectorField }),
  target: connectorTarget,
  basis: keyBasis,
  privileges: (_input, _target, cluster) =>
    allOf(toReadConnectors(cluster.version), {
      cluster: ['manage_api_key'],
      index: [{ names: [leasesIndex], privileges: ['read'] }],
    }),
  plan: (deps: Pick<OperationDeps, 'runs'>) => async (context, _input, connector) => {
    const { left, complete } = await leftOverKeys(deps)(context, connector.id)
    const seen = left.length === 0 ? ['there is nothing to clean up'] : []
    const warnings = complete ? seen : ['you may not see keys of others: there may be more than these']
    return {
      headline: `Clean up API keys · ${connectorHeadline(connector)}`,
      changes: left.map(({ id, creation }) => ({
        what: `key ${id}`,
        from: `valid, made ${new Date(creation).toISOString()}`,
        to: 'refused',
      })),
      stays: [
        'the key that the connector names',
        'keys that Patchbay did not make',
        'a key that a sync uses, until the sync ends, 2 hours at most',
      ],
      ...(warnings.length > 0 && { warnings }),
    }
  },
  run: (deps: Pick<OperationDeps, 'runs' | 'clock'>) => async (context, _input, connector) => {
    const { apiKeyIds } = await context.step('find', {
      run: async () => ({
        apiKeyIds: (await leftOverKeys(deps)(context, connector.id)).left.map(({ id }) => id),
      }),
    })
    for (const id of apiKeyIds) await waitUntilUnused(deps)(context, id, `wait-${id}`)
    await context.step('invalidate', {
      run: async () => {
        await invalidateKeys(context.es, apiKeyIds)
        return null
      },
    })
    return { connector: connector.id, ended: apiKeyIds }
  },
})
