import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { type Connector, connectorSchema } from '../protocol/connector.ts'
import { asService, connectorsIndex } from './protocol-indices.ts'

const stored = z.object({
  _id: z.string(),
  _seq_no: z.int(),
  _primary_term: z.int(),
  _source: z.looseObject({}),
})

/** A connector with the place of its document, for writing what no API writes. */
export interface PlacedConnector {
  connector: Connector
  seqNo: number
  primaryTerm: number
}

/** Undefined when the connector is gone, or soft-deleted. */
export const readConnector = async (es: Client, id: string): Promise<PlacedConnector | undefined> => {
  try {
    const found = stored.parse(await es.get({ index: connectorsIndex, id }, asService))
    const connector = connectorSchema.parse({ ...found._source, id: found._id })
    if (connector.deleted === true) return undefined
    return { connector, seqNo: found._seq_no, primaryTerm: found._primary_term }
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}

/**
 * Changes fields of a connector, only if it is as it was read: the lock that is shared with Elastic's service.
 * @returns false when somebody else wrote it in between.
 */
export const changeConnector = async (
  es: Client,
  { connector, seqNo, primaryTerm }: PlacedConnector,
  doc: Record<string, unknown>,
): Promise<boolean> => {
  try {
    const guard = { if_seq_no: seqNo, if_primary_term: primaryTerm, refresh: true }
    await es.update({ index: connectorsIndex, id: connector.id, doc, ...guard }, asService)
    return true
  } catch (error) {
    if (hasStatus(error, 409)) return false
    throw error
  }
}

/** The same, read again as often as somebody else comes first. Nothing happens when the connector is gone. */
export const updateConnector = async (
  es: Client,
  id: string,
  docOf: (connector: Connector) => Record<string, unknown> | Promise<Record<string, unknown>>,
): Promise<void> => {
  for (;;) {
    const placed = await readConnector(es, id)
    if (placed === undefined || (await changeConnector(es, placed, await docOf(placed.connector)))) return
  }
}
