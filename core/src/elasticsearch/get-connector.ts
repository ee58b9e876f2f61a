import type { Client } from '@elastic/elasticsearch'
import { hasStatus } from '../errors.ts'
import { type Connector, connectorSchema } from '../protocol/connector.ts'

/** These are other endpoints where an id would stand. */
const notIds = new Set(['_sync_job', '_secret'])

/**
 * Reads one connector by its id, configuration included, or undefined when there is none. The answer is never behind
 * the last write.
 */
export const getConnector = async (es: Client, id: string): Promise<Connector | undefined> => {
  if (id === '' || notIds.has(id)) return undefined
  try {
    return connectorSchema.parse(await es.connector.get({ connector_id: id }))
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}
