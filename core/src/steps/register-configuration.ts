import type { Client, estypes } from '@elastic/elasticsearch'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { configurationSchemaOf } from '../protocol/configuration-schema.ts'

/**
 * Registers the configuration fields of a catalogue's service type at a connector that has none, as Kibana does. Where
 * somebody registered some in the meantime, theirs stay: they may hold values.
 */
export const registerConfiguration = async (
  es: Client,
  connectorId: string,
  serviceType: string,
): Promise<void> => {
  const schema = configurationSchemaOf(serviceType)
  const connector = await getConnector(es, connectorId)
  if (schema === undefined || connector === undefined || Object.keys(connector.configuration).length > 0)
    return
  // The catalogue's own schema checked each validation; the client's type only knows them as a fixed list.
  await es.connector.updateConfiguration({
    connector_id: connectorId,
    configuration: schema as estypes.ConnectorConnectorConfiguration,
  })
}
