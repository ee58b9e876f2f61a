import { PatchbayError } from '../errors.ts'
import type { Connector } from '../protocol/connector.ts'
import { connectorLabel } from '../steps/connector-target.ts'

/** @throws PatchbayError `connector.state` for a connector without an index. */
export const indexOf = (connector: Connector): string => {
  if (connector.index_name) return connector.index_name
  throw new PatchbayError('connector.state', `"${connectorLabel(connector)}" has no index.`, {
    field: 'connector',
    next: 'A connector without an index has no documents and no identities.',
  })
}
