import { Client } from '@elastic/elasticsearch'
import { beforeAll, describe, expect, it } from 'vitest'
import { refusal } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

const connectors = '.elastic-connectors'
const jobs = '.elastic-connectors-sync-jobs'

/**
 * What Elastic's own connector service and its command line send while they prepare, schedule, run and end a sync, in
 * their order and in their words, with the key and the headers that they use.
 */
export const elasticServiceCases = (cluster: () => ClusterUnderTest) => {
  describe("Elastic's own connector service", () => {
    let es: Client
    let id: string
    let index: string
    let key: string
    const api = <T = Record<string, unknown>>(method: string, path: string, body?: object): Promise<T> =>
      es.transport.request<T>({ method, path, ...(body === undefined ? {} : { body }) })

    beforeAll(async () => {
      const { elastic, url, fresh } = cluster()
      index = fresh('search-service')
      const made = await elastic.security.createApiKey({
        name: `${index}-connector`,
        metadata: { created_by: 'Connectors CLI' },
        role_descriptors: {
          [`${index}-connector-role`]: {
            cluster: ['monitor', 'manage_connector'],
            indices: [
              {
                names: [index, `.search-acl-filter-${index}`, '.elastic-connectors*'],
                privileges: ['all'],
                allow_restricted_indices: true,
              },
            ],
          },
        },
      })
      key = made.encoded
      es = new Client({
        node: url,
        auth: { apiKey: key },
        maxRetries: 0,
        headers: {
          'X-elastic-product-origin': 'connectors',
          'user-agent': 'elastic-connectors-8.19.0/service',
        },
      })
    })

    const hidden = { expand_wildcards: 'hidden', seq_no_primary_term: true, from: 0, size: 100 } as const
    /** As the connector has it now, nobody may have changed it in between. */
    const guarded = async (doc: object) => {
      const { _seq_no: seqNo = 0, _primary_term: term = 0 } = await es.get({ index: connectors, id })
      return es.update({ index: connectors, id, doc, if_seq_no: seqNo, if_primary_term: term })
    }

    it('finds the cluster, its licence and the indices of the protocol', async () => {
      expect((await es.info()).version.number).toMatch(/^\d+\.\d+\.\d+$/)
      expect((await es.license.get()).license).toMatchObject({ status: 'active', type: 'trial' })
      for (const name of [`${connectors}-v1`, `${jobs}-v1`]) {
        if (!(await es.indices.exists({ index: name, expand_wildcards: 'all' })))
          await es.indices.create({ index: name })
        expect(await es.indices.exists({ index: name })).toBe(true)
      }
    })

    it('writes a connector as its command line does, and finds it among the others', async () => {
      const schedule = { enabled: false, interval: '0 0 0 * * ?' }
      const made = await es.index({
        index: connectors,
        document: {
          api_key_id: null,
          configuration: {},
          index_name: index,
          name: 'Service',
          service_type: 'dir',
          status: 'configured',
          is_native: false,
          language: null,
          last_seen: null,
          last_sync_status: null,
          filtering: [],
          scheduling: { full: schedule, incremental: schedule, access_control: schedule },
          custom_scheduling: {},
          pipeline: {
            extract_binary_content: true,
            name: 'search-default-ingestion',
            reduce_whitespace: true,
            run_ml_inference: true,
          },
        },
      })
      id = made._id
      await es.indices.refresh({ index: connectors })
      const query = {
        bool: {
          must_not: { term: { deleted: true } },
          filter: [{ term: { is_native: false } }, { terms: { _id: [id] } }],
        },
      }
      const { hits } = await es.search({ index: connectors, query, ...hidden })
      expect(hits.total).toEqual({ value: 1, relation: 'eq' })
      expect(hits.hits[0]).toMatchObject({ _id: id, _seq_no: expect.any(Number), _primary_term: 1 })
      const byIndex = await es.search({
        index: connectors,
        query: { match: { index_name: index } },
        ...hidden,
      })
      expect(byIndex.hits.hits.map((hit) => hit._id)).toEqual([id])
    })

    it('fills in what is missing under the guard of the sequence number, and sees who came first', async () => {
      const { _seq_no: seqNo = 0, _primary_term: term = 0 } = await es.get({ index: connectors, id })
      const doc = { configuration: { directory: { label: 'Directory', value: '/tmp' } }, features: {} }
      const guard = { if_seq_no: seqNo, if_primary_term: term }
      expect(await es.update({ index: connectors, id, doc, ...guard })).toMatchObject({ result: 'updated' })
      expect(
        await refusal(es.update({ index: connectors, id, doc: { status: 'error' }, ...guard })),
      ).toMatchObject({
        status: 409,
        type: 'version_conflict_engine_exception',
      })
      await api('PUT', `/_connector/${id}/_check_in`)
      expect(await api('GET', `/_connector/${id}`)).toMatchObject({ id, last_seen: expect.any(String) })
    })

    it('runs a job from its making to its end, with direct writes where there is no API', async () => {
      const { id: job } = await api<{ id: string }>('POST', '/_connector/_sync_job', {
        id,
        job_type: 'full',
        trigger_method: 'scheduled',
      })
      await es.indices.refresh({ index: jobs })
      const waiting = await es.search({
        index: jobs,
        query: {
          bool: {
            must: [
              { terms: { status: ['pending', 'suspended'] } },
              { terms: { 'connector.id': [id] } },
              { terms: { job_type: ['full', 'incremental'] } },
            ],
          },
        },
        sort: [{ created_at: 'asc' }],
        ...hidden,
      })
      expect(waiting.hits.hits.map((hit) => hit._id)).toEqual([job])
      const start = {
        last_sync_status: 'in_progress',
        last_sync_error: null,
        status: 'connected',
        error: null,
      }
      await guarded(start)
      await api('PUT', `/_connector/_sync_job/${job}/_claim`, { worker_hostname: 'worker' })

      if (!(await es.indices.exists({ index }))) await es.indices.create({ index })
      const flags = { _extract_binary_content: true, _reduce_whitespace: true, _run_ml_inference: true }
      const operations = ['a', 'b', 'c'].flatMap((docId) => [
        { index: { _index: index, _id: docId } },
        { id: docId, _timestamp: '2024-01-01T00:00:00+00:00', ...flags },
      ])
      const sent = await es.bulk({ operations, pipeline: 'search-default-ingestion' })
      expect(sent.errors).toBe(false)
      expect(sent.items.map((item) => item.index?.result)).toEqual(['created', 'created', 'created'])
      await api('PUT', `/_connector/_sync_job/${job}/_stats`, {
        indexed_document_count: 3,
        indexed_document_volume: 0,
        deleted_document_count: 0,
      })

      await es.indices.refresh({ index, ignore_unavailable: true })
      expect((await es.count({ index, ignore_unavailable: true })).count).toBe(3)
      const now = new Date().toISOString()
      const end = { status: 'completed', error: null, completed_at: now, last_seen: now }
      await es.update({ index: jobs, id: job, doc: { ...end, total_document_count: 3 } })
      const synced = { last_sync_status: 'completed', last_synced: now, sync_cursor: null }
      await es.update({ index: connectors, id, doc: synced })
      expect(await api('GET', `/_connector/_sync_job/${job}`)).toMatchObject({
        status: 'completed',
        indexed_document_count: 3,
        total_document_count: 3,
        worker_hostname: 'worker',
      })
      const listed = await es.search({
        index: jobs,
        query: { bool: { filter: [{ term: { 'connector.index_name': index } }] } },
        sort: [{ created_at: 'asc' }],
        ...hidden,
      })
      expect(listed.hits.hits.map((hit) => hit._id)).toEqual([job])
    })

    it('reads what is there by scrolling, and deletes what is gone from the source', async () => {
      const ids: unknown[] = []
      for await (const hit of es.helpers.scrollDocuments<{ id: string }>({
        index,
        _source: ['id', '_timestamp'],
        sort: '_doc',
        size: 2,
        scroll: '5m',
      }))
        ids.push(hit.id)
      expect(ids).toEqual(['a', 'b', 'c'])
      const { items } = await es.bulk({ operations: [{ delete: { _index: index, _id: 'a' } }] })
      expect(items[0]?.delete).toMatchObject({ status: 200, result: 'deleted' })
    })

    it('lists its indices with their documents, empties one, and takes another away', async () => {
      await es.indices.refresh({ index })
      const { indices } = await es.indices.stats({ index: `${index}*` })
      expect(indices?.[index]?.primaries?.docs?.count).toBe(2)
      const cleaned = await es.deleteByQuery({
        index,
        query: { match_all: {} },
        ignore_unavailable: true,
        conflicts: 'proceed',
      })
      expect(cleaned.deleted).toBe(2)
      expect(await es.indices.delete({ index, ignore_unavailable: true })).toEqual({ acknowledged: true })
    })
  })
}
