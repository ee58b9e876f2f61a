import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { mapAhead } from '../lib/map-ahead.ts'
import { getConnector } from './get-connector.ts'

const index = '.elastic-connectors'
/** How many are asked for by one request. */
const together = 1000
/** How many requests go at once where each is about one connector. */
const atOnce = 8

const found = z.object({
  docs: z.array(
    z.object({
      _id: z.string(),
      error: z.unknown().optional(),
      found: z.boolean().optional(),
      _source: z.object({ api_key_id: z.string().nullish(), deleted: z.boolean().nullish() }).optional(),
    }),
  ),
})

const byDocuments = async (
  es: Client,
  ids: readonly string[],
): Promise<Map<string, string | null> | undefined> => {
  const { docs } = found.parse(
    await es.mget({ index, ids: [...ids], _source_includes: ['api_key_id', 'deleted'] }),
  )
  // An index that is not there or not the caller's to read is told beside each id.
  if (docs.some(({ error }) => error !== undefined)) return undefined
  return new Map(
    docs.flatMap(({ _id, _source }) =>
      _source === undefined || _source.deleted === true ? [] : [[_id, _source.api_key_id ?? null]],
    ),
  )
}

const oneByOne = async (es: Client, ids: readonly string[]): Promise<Map<string, string | null>> => {
  const keys = new Map<string, string | null>()
  for await (const connector of mapAhead(ids, atOnce, (id) => getConnector(es, id)))
    if (connector !== undefined) keys.set(connector.id, connector.api_key_id ?? null)
  return keys
}

/**
 * Which API key each of these connectors names; connectors that are gone are left out. Never behind the last write.
 * A thousand by one request; one by one where only the Connector API is the caller's.
 */
export const namedKeys = async (
  es: Client,
  connectorIds: readonly string[],
): Promise<ReadonlyMap<string, string | null>> => {
  const keys = new Map<string, string | null>()
  for (let at = 0; at < connectorIds.length; at += together) {
    const ids = connectorIds.slice(at, at + together)
    const some = await byDocuments(es, ids).catch((error: unknown) => {
      if (hasStatus(error, 403, 404)) return undefined
      throw error
    })
    for (const [id, key] of some ?? (await oneByOne(es, ids))) keys.set(id, key)
  }
  return keys
}
