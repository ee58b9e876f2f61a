import { describe, expect, it } from 'vitest'
import { refusal, refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

export const syncJobCases = (cluster: () => ClusterUnderTest) =>
  describe('sync jobs', () => {
    const attached = async () => {
      const { elastic, fresh } = cluster()
      const index_name = fresh('search-jobs')
      const { id } = await elastic.connector.post({ service_type: 'postgresql', name: 'Jobs', index_name })
      return { id, index_name }
    }
    const start = async (connector: string) =>
      (await cluster().elastic.connector.syncJobPost({ id: connector })).id
    const get = (connector_sync_job_id: string) =>
      cluster().elastic.connector.syncJobGet({ connector_sync_job_id })

    it('starts pending, with a snapshot of its connector', async () => {
      const { id, index_name } = await attached()
      const job = await get(await start(id))
      expect(job).toMatchObject({
        status: 'pending',
        job_type: 'full',
        trigger_method: 'on_demand',
        connector: { id, index_name, service_type: 'postgresql', configuration: {} },
        indexed_document_count: 0,
        deleted_document_count: 0,
        total_document_count: 0,
        metadata: {},
      })
      expect(job.created_at).toBe(job.last_seen)
    })

    it('is claimed, checks in, reports figures and fails', async () => {
      const { connector } = cluster().elastic
      const connector_sync_job_id = await start((await attached()).id)
      const updated = { result: 'updated' }
      const claim = { connector_sync_job_id, worker_hostname: 'here', sync_cursor: { a: 1 } }
      const claimed = await cluster().send('PUT', `/_connector/_sync_job/${connector_sync_job_id}/_claim`, {
        body: { worker_hostname: 'here', sync_cursor: { a: 1 } },
      })
      expect(claimed.body).toEqual(updated)
      expect(await get(connector_sync_job_id)).toMatchObject({
        status: 'in_progress',
        worker_hostname: claim.worker_hostname,
        connector: { sync_cursor: { a: 1 } },
        started_at: expect.any(String),
      })
      expect(await connector.syncJobCheckIn({ connector_sync_job_id })).toEqual(updated)
      const stats = { deleted_document_count: 1, indexed_document_count: 20, indexed_document_volume: 3 }
      const reported = await cluster().send('PUT', `/_connector/_sync_job/${connector_sync_job_id}/_stats`, {
        body: { ...stats, total_document_count: 42, metadata: { by: 'worker' } },
      })
      expect(reported.body).toEqual(updated)
      expect(await get(connector_sync_job_id)).toMatchObject({
        ...stats,
        total_document_count: 42,
        metadata: { by: 'worker' },
      })
      const failed = await cluster().send('PUT', `/_connector/_sync_job/${connector_sync_job_id}/_error`, {
        body: { error: 'table is gone' },
      })
      expect(failed.body).toEqual(updated)
      expect(await get(connector_sync_job_id)).toMatchObject({ status: 'error', error: 'table is gone' })
    })

    it('is canceled at once while it waits, and asked to cancel while it runs', async () => {
      const { connector } = cluster().elastic
      const { id } = await attached()
      const waiting = await start(id)
      expect(await connector.syncJobCancel({ connector_sync_job_id: waiting })).toEqual({ result: 'updated' })
      expect(await get(waiting)).toMatchObject({ status: 'canceled', canceled_at: expect.any(String) })
      const running = await start(id)
      await cluster().send('PUT', `/_connector/_sync_job/${running}/_claim`, {
        body: { worker_hostname: 'here' },
      })
      await connector.syncJobCancel({ connector_sync_job_id: running })
      expect(await get(running)).toMatchObject({
        status: 'canceling',
        cancelation_requested_at: expect.any(String),
      })
      expect(await refusal(connector.syncJobCancel({ connector_sync_job_id: waiting }))).toMatchObject({
        status: 400,
      })
    })

    it('is listed newest first, by connector, status and type', async () => {
      const { connector } = cluster().elastic
      const { id } = await attached()
      const first = await start(id)
      const second = await start(id)
      await connector.syncJobCancel({ connector_sync_job_id: first })
      const list = async (params: object) => {
        const { count, results } = await connector.syncJobList({ connector_id: id, ...params })
        return { count, ids: results.map((job) => job.id) }
      }
      expect(await list({})).toEqual({ count: 2, ids: [second, first] })
      expect(await list({ status: 'pending' })).toEqual({ count: 1, ids: [second] })
      expect(await list({ job_type: ['incremental', 'access_control'] })).toEqual({ count: 0, ids: [] })
      expect(refusalOf(await cluster().send('GET', '/_connector/_sync_job?status=nonsense'))).toMatchObject({
        status: 400,
        type: 'illegal_argument_exception',
      })
    })

    it('needs a connector with an index and a service type', async () => {
      const { connector } = cluster().elastic
      expect(await refusal(connector.syncJobPost({ id: 'missing' }))).toMatchObject({
        status: 404,
        type: 'resource_not_found_exception',
        reason: "Connector with id 'missing' does not exist.",
      })
      const bare = await connector.post({ service_type: 'postgresql' })
      expect(await refusal(connector.syncJobPost({ id: bare.id }))).toMatchObject({
        status: 400,
        reason: expect.stringContaining('with no index attached'),
      })
    })

    it('is deleted, and missing then', async () => {
      const { connector } = cluster().elastic
      const connector_sync_job_id = await start((await attached()).id)
      expect(await connector.syncJobDelete({ connector_sync_job_id })).toEqual({ acknowledged: true })
      expect(await refusal(connector.syncJobGet({ connector_sync_job_id }))).toMatchObject({ status: 404 })
    })
  })
