import { errors } from '@elastic/elasticsearch'
import type { Client, estypes } from '@elastic/elasticsearch'
import { ElasticsearchException } from '../../core/src/local-elasticsearch/http/elasticsearch-exception.ts'
import type {
  DocumentStore,
  StoreQuery,
} from '../../core/src/local-elasticsearch/connectors/document-store.ts'

type Source = Record<string, unknown>

/** The port that the Connector API handlers stand on, made of the official client on a genuine Elasticsearch. */
export const clientDocumentStore = (client: Client): DocumentStore => ({
  get: async (index, id) => {
    const found = await orMissing(client.get<Source>({ index, id }))
    if (found?._source === undefined) return undefined
    return { id, source: found._source, seqNo: found._seq_no ?? -1, primaryTerm: found._primary_term ?? 0 }
  },
  put: async (index, { id, source, if: condition, refresh }) => {
    const answer = await orConflict(
      client.index({
        index,
        ...(id === undefined ? {} : { id }),
        document: source,
        refresh,
        ...(condition === undefined
          ? {}
          : { if_seq_no: condition.seqNo, if_primary_term: condition.primaryTerm }),
      }),
    )
    return { id: answer._id, result: answer.result === 'created' ? 'created' : 'updated' }
  },
  delete: async (index, id) => (await orMissing(client.delete({ index, id, refresh: true }))) !== undefined,
  search: async (index, query) => {
    const { hits } = await client.search<Source>({
      index,
      query: asQuery(query),
      sort: [{ [query.sort.field]: { order: query.sort.order, missing: query.sort.missing } }],
      from: query.from,
      size: query.size,
      track_total_hits: true,
      seq_no_primary_term: true,
    })
    return {
      total: typeof hits.total === 'number' ? hits.total : (hits.total?.value ?? 0),
      documents: hits.hits.map((hit) => ({
        id: hit._id ?? '',
        source: hit._source ?? {},
        seqNo: hit._seq_no ?? -1,
        primaryTerm: hit._primary_term ?? 0,
      })),
    }
  },
  exists: (index) => client.indices.exists({ index }),
})

const asQuery = ({ terms, not = [], like }: StoreQuery): estypes.QueryDslQueryContainer => ({
  bool: {
    filter: terms.map(({ field, values }) => ({ terms: { [field]: [...values] } })),
    must_not: not.map(({ field, value }) => ({ term: { [field]: { value } } })),
    ...(like === undefined
      ? {}
      : {
          should: [...like.keyword, ...like.words].map((field) => ({
            wildcard: { [field]: { value: `*${like.text}*` } },
          })),
          minimum_should_match: 1,
        }),
  },
})

/** Undefined instead of a 404; every other error goes on. */
const orMissing = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer
  } catch (error) {
    if (error instanceof errors.ResponseError && error.statusCode === 404) return undefined
    throw error
  }
}

/** A conflict as the port has it, by which a change begins again. */
const orConflict = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof errors.ResponseError) || error.statusCode !== 409) throw error
    throw new ElasticsearchException(409, 'version_conflict_engine_exception', error.message)
  }
}
