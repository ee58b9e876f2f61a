import { PatchbayError } from '../errors.ts'
import type { AddressRules } from '../protocol/address-rules.ts'
import type { Connector } from '../protocol/connector.ts'
import { missingConfiguration, validateConfiguration } from '../protocol/validate-configuration.ts'
import { configurationValues } from './configuration-values.ts'
import type { DataSource, DataSourceDefinition } from './data-source.ts'
import { openSource } from './open-source.ts'

/** How long, in milliseconds, the data source may take to answer. */
const patience = 30_000

/** @throws PatchbayError `configuration.invalid` that names what is missing or wrong. */
const checkConfiguration = ({ configuration, id }: Connector): void => {
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

export interface Trying {
  definition: DataSourceDefinition
  rules: AddressRules | undefined
  signal: AbortSignal
}

/**
 * Opens the data source of a connector and asks it something, which gets half a minute.
 * @throws PatchbayError `source.unreachable` when that is over, and whatever the source itself throws.
 */
export const askSource = async <T>(
  connector: Connector,
  { definition, rules, signal }: Trying,
  ask: (source: DataSource, signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const values = configurationValues(connector.configuration)
  definition.validate(values)
  const source = await openSource(definition, values, rules)
  const timeout = AbortSignal.timeout(patience)
  try {
    return await ask(source, AbortSignal.any([signal, timeout]))
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

/** Checks a connector's configuration and knocks at its data source; copies nothing. */
export const tryConfiguration = async (connector: Connector, trying: Trying): Promise<void> => {
  checkConfiguration(connector)
  await askSource(connector, trying, async (source, signal) => {
    await source.ping(signal)
    await source.checkNames?.(signal)
  })
}
