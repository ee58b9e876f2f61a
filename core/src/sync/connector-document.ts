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
  /** The document as it is stored. */
  source: Readonly<Record<string, unknown>>
  seqNo: number
  primaryTerm: number
}

/** Undefined when the connector is gone, or soft-deleted. */
export const readConnector = async (es: Client, id: string): Promise<PlacedConnector | undefined> => {
  try {
    const found = stored.parse(await es.get({ index: connectorsIndex, id }, asService))
    const connector = connectorSchema.parse({ ...found._source, id: found._id })
    if (connector.deleted === true) return undefined
    const { _source: source, _seq_no: seqNo, _primary_term: primaryTerm } = found
    return { connector, source, seqNo, primaryTerm }
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}

const unlessChanged = async (write: () => Promise<unknown>): Promise<boolean> => {
  try {
    await write()
    return true
  } catch (error) {
    if (hasStatus(error, 409)) return false
    throw error
  }
}

type Place = Pick<PlacedConnector, 'seqNo' | 'primaryTerm'> & { connector: Pick<Connector, 'id'> }

const placeOf = ({ connector, seqNo, primaryTerm }: Place) => ({
  index: connectorsIndex,
  id: connector.id,
  if_seq_no: seqNo,
  if_primary_term: primaryTerm,
  refresh: true,
})

/**
 * Changes fields of a connector, only if it is as it was read: the lock that is shared with Elastic's service.
 * @returns false when somebody else wrote it in between.
 */
export const changeConnector = (es: Client, placed: Place, doc: Record<string, unknown>): Promise<boolean> =>
  unlessChanged(() => es.update({ ...placeOf(placed), doc }, asService))

/**
 * Gives fields of a connector other values in one write, read again as often as somebody else comes first. An object takes
 * the place of the one before, where a change would mix both. Nothing happens when the connector is gone.
 */
export const replaceInConnector = async (
  es: Client,
  id: string,
  fieldsOf: () => Promise<Record<string, unknown>>,
): Promise<void> => {
  for (;;) {
    const placed = await readConnector(es, id)
    if (placed === undefined) return
    const document = { ...placed.source, ...(await fieldsOf()) }
    if (await unlessChanged(() => es.index({ ...placeOf(placed), document }, asService))) return
  }
}
