import type { Client } from '@elastic/elasticsearch'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { PatchbayError } from '../errors.ts'
import type { JsonObject } from '../lib/json.ts'
import { identityBasis } from '../protocol/connector-basis.ts'
import type { Connector, ConnectorSummary } from '../protocol/connector.ts'

/** Which key, and for a managed connector which secret, a connector names. Plain JSON: it stands in run logs. */
export type KeyIds = { apiKeyId: string | null; secretId: string | null }

/** The ids in a connector document; absent, null and empty are the same. */
export const keyIdsOf = (connector: Pick<ConnectorSummary, 'api_key_id' | 'api_key_secret_id'>): KeyIds => ({
  apiKeyId: connector.api_key_id || null,
  secretId: connector.api_key_secret_id || null,
})

/** What a plan about a connector's key rests on. */
export const keyBasis = (connector: Connector): JsonObject => ({
  ...identityBasis(connector),
  ...keyIdsOf(connector),
})

/**
 * A fresh look at what a connector names.
 * @throws PatchbayError `target.not-found` when the connector is gone.
 */
export const readKeyIds = async (es: Client, connectorId: string): Promise<KeyIds> => {
  const connector = await getConnector(es, connectorId)
  if (connector !== undefined) return keyIdsOf(connector)
  throw new PatchbayError('target.not-found', `The connector ${connectorId} is gone.`, {
    next: 'Abandon this run.',
  })
}
