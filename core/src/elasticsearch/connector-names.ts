import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { listConnectors } from './list-connectors.ts'

const named = z.object({ name: z.string().nullish(), index_name: z.string().nullish() })
const answerSchema = z.object({
  hits: z.object({ hits: z.array(z.object({ _id: z.string(), _source: named })) }),
})

/** Elasticsearch answers with no more at once. */
const most = 10_000
/** What the Connector API answers with holds whole configurations: these are read a page at a time. */
const pageSize = 1000

type Names = ReadonlyMap<string, string>

const called = (id: string, { name, index_name: index }: z.infer<typeof named>): string => name || index || id

const bySearch = async (es: Client, ids: readonly string[]): Promise<Names> => {
  const { hits } = answerSchema.parse(
    await es.search({
      index: '.elastic-connectors',
      query: { ids: { values: [...ids] } },
      _source: ['name', 'index_name'],
      size: ids.length,
    }),
  ).hits
  return new Map(hits.map(({ _id, _source }) => [_id, called(_id, _source)]))
}

const byApi = async (es: Client): Promise<Names> => {
  const names = new Map<string, string>()
  for (let from = 0; from < most; from += pageSize) {
    const { items } = await listConnectors(es, { deleted: true }, { from, size: pageSize })
    for (const item of items) names.set(item.id, called(item.id, item))
    if (items.length < pageSize) break
  }
  return names
}

/** What people call connectors, by their ids; one that is gone has none. May be a second behind the last write. */
export const connectorNames = async (es: Client, ids: Iterable<string>): Promise<Names> => {
  const wanted = [...new Set(ids)].slice(0, most)
  if (wanted.length === 0) return new Map()
  try {
    return await bySearch(es, wanted)
  } catch (error) {
    // From 9.0 on these indices are Elasticsearch's own.
    if (hasStatus(error, 403, 404)) return byApi(es)
    throw error
  }
}
