import type { Client, estypes } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { type ConnectorSummary, connectorSummarySchema } from '../protocol/connector.ts'

/** What a list can be ordered by. */
export const connectorOrders = ['index', 'name', 'service-type', 'status', 'last-synced'] as const
type ConnectorOrder = (typeof connectorOrders)[number]

const orderField = {
  index: 'index_name',
  name: 'name',
  'service-type': 'service_type',
  status: 'status',
  'last-synced': 'last_synced',
} as const satisfies Record<ConnectorOrder, string>

export interface ConnectorFilter {
  /** By index name unless it says otherwise; those that synced longest ago come first. */
  sort?: ConnectorOrder | undefined
  /** Exact name. */
  name?: string | undefined
  /** Exact index name. */
  indexName?: string | undefined
  serviceType?: string | undefined
  /** Part of a name or an index name, in any case, or a word of a description. */
  query?: string | undefined
  /** Those that were deleted, too: from 9.0 on their documents stay. */
  deleted?: boolean | undefined
  /** Any of these: the name or the index is exactly this. */
  called?: string | undefined
}

export interface ConnectorPage {
  items: ConnectorSummary[]
  total: number
}

const notForLists = ['configuration', 'filtering', 'sync_cursor', 'custom_scheduling']

const hits = z.object({
  hits: z.object({
    total: z.object({ value: z.number() }),
    hits: z.array(z.object({ _id: z.string(), _source: z.looseObject({}) })),
  }),
})
const listed = z.object({ count: z.number(), results: z.array(z.record(z.string(), z.unknown())) })

/** Secrets that an answer carried end here. */
const summary = (document: Record<string, unknown>): ConnectorSummary =>
  connectorSummarySchema.parse(
    Object.fromEntries(Object.entries(document).filter(([key]) => !notForLists.includes(key))),
  )

const containing = (text: string): string => `*${text.replace(/[\\*?]/g, '\\$&')}*`
const term = (field: string, value: string | undefined): estypes.QueryDslQueryContainer[] =>
  value === undefined ? [] : [{ term: { [field]: { value } } }]

const searchFor = ({
  name,
  indexName,
  serviceType,
  query,
  called,
  deleted,
}: ConnectorFilter): estypes.QueryDslQueryContainer => {
  const anyOf: estypes.QueryDslQueryContainer[] = [
    ...(query === undefined
      ? []
      : [
          { wildcard: { name: { value: containing(query), case_insensitive: true } } },
          { wildcard: { index_name: { value: containing(query), case_insensitive: true } } },
          { match: { description: { query } } },
        ]),
    ...term('name', called),
    ...term('index_name', called),
  ]
  return {
    bool: {
      filter: [...term('name', name), ...term('index_name', indexName), ...term('service_type', serviceType)],
      must_not: deleted === true ? [] : [{ term: { deleted: { value: true } } }],
      ...(anyOf.length === 0 ? {} : { should: anyOf, minimum_should_match: 1 }),
    },
  }
}

/** Connectors that are equal in it stand by their index, so that pages don't overlap. */
const orderOf = (order: ConnectorOrder = 'index'): estypes.Sort =>
  [...new Set([orderField[order], orderField.index])].map((field) => ({
    [field]: { order: 'asc', missing: '_last', unmapped_type: 'keyword' },
  }))

const inOrder = (items: ConnectorSummary[], order: ConnectorOrder = 'index'): ConnectorSummary[] => {
  // The API orders by index already.
  if (order === 'index') return items
  const key = (item: ConnectorSummary): string => item[orderField[order]] ?? '\uffff'
  return items.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

const bySearch = async (es: Client, filter: ConnectorFilter, page: Page): Promise<ConnectorPage> => {
  const answer = hits.parse(
    await es.search({
      index: '.elastic-connectors',
      query: searchFor(filter),
      _source: { excludes: notForLists },
      sort: orderOf(filter.sort),
      track_total_hits: true,
      from: page.from,
      size: page.size,
    }),
  )
  const items = answer.hits.hits.map(({ _id, _source }) => summary({ ..._source, id: _id }))
  return { items, total: answer.hits.total.value }
}

const byApi = async (es: Client, filter: ConnectorFilter, page: Page): Promise<ConnectorPage> => {
  const { name, indexName, serviceType, query, called, deleted } = filter
  const ask = async (more: { connector_name?: string; index_name?: string }) => {
    const answer = await es.connector.list({
      from: page.from,
      size: page.size,
      ...(serviceType === undefined ? {} : { service_type: serviceType }),
      ...(query === undefined ? {} : { query }),
      ...(name === undefined ? {} : { connector_name: name }),
      ...(indexName === undefined ? {} : { index_name: indexName }),
      ...(deleted === true ? { include_deleted: true } : {}),
      ...more,
    })
    const { count, results } = listed.parse(answer)
    return { items: inOrder(results.map(summary), filter.sort), total: count }
  }
  if (called === undefined) return ask({})
  const named = await ask({ connector_name: called })
  // A text that can't be an index name is refused where an index name is asked for.
  const indexed = await ask({ index_name: called }).catch((error: unknown) => {
    if (hasStatus(error, 400)) return { items: [], total: 0 }
    throw error
  })
  const items = [...new Map([...named.items, ...indexed.items].map((item) => [item.id, item])).values()]
  return { items, total: items.length }
}

interface Page {
  from: number
  size: number
}

/**
 * Lists connectors by index name, without their configuration: it is not even fetched where the caller may search the
 * connector indices, and dropped while parsing where only the API is left. May be a second behind the last write.
 */
export const listConnectors = async (
  es: Client,
  filter: ConnectorFilter,
  page: Page = { from: 0, size: 100 },
): Promise<ConnectorPage> => {
  try {
    return await bySearch(es, filter, page)
  } catch (error) {
    // From 9.0 on these indices are Elasticsearch's own; before the first connector they aren't there at all.
    if (hasStatus(error, 403, 404)) return byApi(es, filter, page)
    throw error
  }
}
