import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { hideSecrets } from '../protocol/hide-secrets.ts'
import { tryConfiguration } from '../sources/try-configuration.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import { sourceOfConnector } from '../steps/source-of-connector.ts'

const input = z.strictObject({ connector: connectorField })

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
    const definition = await sourceOfConnector(connector)
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
