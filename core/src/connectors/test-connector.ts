import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { type Context, defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import type { Connector } from '../protocol/connector.ts'
import { hideSecrets } from '../protocol/hide-secrets.ts'
import { missingConfiguration, validateConfiguration } from '../protocol/validate-configuration.ts'
import { configurationValues } from '../sources/configuration-values.ts'
import type { DataSourceDefinition } from '../sources/data-source.ts'
import { openSource } from '../sources/open-source.ts'
import { sources } from '../sources/registry.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorLabel, connectorTarget } from '../steps/connector-target.ts'

const input = z.strictObject({ connector: connectorField })

/** How long, in milliseconds, the data source may take to answer. */
const patience = 30_000

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

const checkConfiguration = (connector: Connector): void => {
  const { configuration, id } = connector
  const missing = missingConfiguration(configuration)
  if (missing.length > 0) {
    throw new PatchbayError(
      'configuration.invalid',
      `The configuration lacks ${missing.join(', ')}: the data source was not asked.`,
      {
        field: missing[0],
        next: `\`patchbay connector configure ${id} --set ${missing[0]}=…\` fills it in.`,
      },
    )
  }
  const filled = Object.entries(configuration).filter(([, { value }]) => value != null && value !== '')
  validateConfiguration(configuration, Object.fromEntries(filled.map(([key, { value }]) => [key, value])), id)
}

const ping = async (definition: DataSourceDefinition, connector: Connector, { signal, cluster }: Context) => {
  const values = configurationValues(connector.configuration)
  definition.validate(values)
  const source = await openSource(definition, values, cluster.addressRules)
  const timeout = AbortSignal.timeout(patience)
  try {
    await source.ping(AbortSignal.any([signal, timeout]))
  } catch (error) {
    if (!timeout.aborted || signal.aborted) throw error
    throw new PatchbayError(
      'source.unreachable',
      `The data source did not answer within ${patience / 1000} seconds.`,
      {
        next: 'Check its address, and whether a firewall lets this machine through.',
        cause: error,
      },
    )
  } finally {
    await source.close()
  }
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
      checkConfiguration(connector)
      await ping(definition, connector, context)
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
