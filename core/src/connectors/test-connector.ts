import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import type { Connector } from '../protocol/connector.ts'
import { hideSecrets } from '../protocol/hide-secrets.ts'
import type { DataSourceDefinition } from '../sources/data-source.ts'
import { sources } from '../sources/registry.ts'
import { tryConfiguration } from '../sources/try-configuration.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorLabel, connectorTarget } from '../steps/connector-target.ts'

const input = z.strictObject({ connector: connectorField })

const sourceOf = async (connector: Connector): Promise<DataSourceDefinition> => {
  const type = connector.service_type ?? ''
  const load = Object.hasOwn(sources, type) ? sources[type] : undefined
  if (load !== undefined) return load()
  const known = Object.keys(sources).join(', ')
  throw new PatchbayError(
    'connector.state',
    `${connectorLabel(connector)} can't be tested: Patchbay has no data source for ${type || 'a connector without a service type'}, only for ${known}.`,
    {
      field: 'connector',
      next: `What runs it tests it with every sync: \`patchbay sync start ${connector.id}\`, then \`patchbay connector health ${connector.id}\`.`,
    },
  )
}

export const testConnector = defineOperation({
  name: 'connector.test',
  version: 1,
  title: 'Test connector',
  summary: 'Checks the configuration and knocks at the data source, from this machine; copies nothing.',
  risk: 'read',
  input,
  target: connectorTarget,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run: (deps: Pick<OperationDeps, 'clock'>) => async (context, _input, connector) => {
    const definition = await sourceOf(connector)
    const began = deps.clock.monotonic()
    try {
      const { signal, cluster } = context
      await tryConfiguration(connector, { definition, rules: cluster.addressRules, signal })
    } catch (error) {
      throw hideSecrets(error, connector.configuration)
    }
    return {
      connector: connector.id,
      name: connectorLabel(connector),
      serviceType: definition.serviceType,
      reachable: true,
      milliseconds: Math.round(deps.clock.monotonic() - began),
    }
  },
})
