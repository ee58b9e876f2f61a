import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { listConnectors } from './list-connectors.ts'

/** How many are asked about by one request. */
const together = 1000
/** A page of this many is what one search returns. */
const most = 10_000

const text = z.string().nullish()
const connectorSchema = z.object({ name: text, index_name: text, api_key_id: text })
export type KeyedConnector = z.infer<typeof connectorSchema> & { id: string }

const hits = z.object({
  hits: z.object({ hits: z.array(z.object({ _id: z.string(), _source: connectorSchema })) }),
})

type Field = 'api_key_id' | 'index_name'

const having = async (es: Client, field: Field, values: readonly string[]): Promise<KeyedConnector[]> => {
  const found: KeyedConnector[] = []
  for (let at = 0; at < values.length; at += together) {
    const answer = await es.search({
      index: '.elastic-connectors',
      query: {
        bool: {
          filter: [{ terms: { [field]: values.slice(at, at + together) } }],
          must_not: [{ term: { deleted: { value: true } } }],
        },
      },
      _source: ['name', 'index_name', 'api_key_id'],
      size: most,
    })
    found.push(...hits.parse(answer).hits.hits.map(({ _id: id, _source }) => ({ id, ..._source })))
  }
  return found
}

/**
 * The connectors that name one of these API keys or write to one of these indices, a thousand asked about by one
 * request; perhaps a second behind. Where only the Connector API is the caller's, every connector that it lists:
 * `complete` is false where there are more.
 */
export const connectorsAbout = async (
  es: Client,
  { apiKeyIds, indices }: { apiKeyIds: readonly string[]; indices: readonly string[] },
): Promise<{ connectors: readonly KeyedConnector[]; complete: boolean }> => {
  try {
    const found = [
      ...(await having(es, 'api_key_id', apiKeyIds)),
      ...(await having(es, 'index_name', indices)),
    ]
    return { connectors: [...new Map(found.map((one) => [one.id, one])).values()], complete: true }
  } catch (error) {
    // From 9.0 on these indices are Elasticsearch's own; before the first connector they aren't there at all.
    if (!hasStatus(error, 403, 404)) throw error
    const { items, total } = await listConnectors(es, {}, { from: 0, size: most })
    return { connectors: items, complete: total <= items.length }
  }
}
