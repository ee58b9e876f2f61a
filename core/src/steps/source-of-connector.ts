import { PatchbayError } from '../errors.ts'
import type { Connector } from '../protocol/connector.ts'
import type { DataSourceDefinition } from '../sources/data-source.ts'
import { sources } from '../sources/registry.ts'
import { connectorLabel } from './connector-target.ts'

/** @throws PatchbayError `connector.state` where only others can read that kind of data source. */
export const sourceOfConnector = async (connector: Connector): Promise<DataSourceDefinition> => {
  const type = connector.service_type ?? ''
  const load = Object.hasOwn(sources, type) ? sources[type] : undefined
  if (load !== undefined) return load()
  const known = Object.keys(sources).join(', ')
  throw new PatchbayError(
    'connector.state',
    `${connectorLabel(connector)} can't be tried from here: Patchbay has no data source for ${type || 'a connector without a service type'}, only for ${known}.`,
    {
      field: 'connector',
      next: `What runs it tests it with every sync: \`patchbay sync start ${connector.id}\`, then \`patchbay connector health ${connector.id}\`.`,
    },
  )
}
