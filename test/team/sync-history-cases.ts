import { describe, expect, it } from 'vitest'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'

/** Sync jobs beyond one: canceled together, deleted, watched, counted. */
export const syncHistoryCases = (opened: () => OpenPatchbay): void => {
  const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
  const refusal = (operation: string, input: object) => opened().refusal(opened().ada, operation, input)
  const plan = (operation: string, input: object) => opened().plan(opened().ada, operation, input)
  const es = () => opened().elastic.es
  const directory = async (name: string): Promise<string> => {
    await call('connector.create', { serviceType: 'dir', name, indexName: `search-${name}` })
    return textIn(
      await call('connector.configure', { connector: name, values: { directory: '/data' } }),
      'connector',
    )
  }
  const start = async (connector: string): Promise<string> =>
    textIn(await call('sync.start', { connector }), 'job')
  const fail = async (connector: string, error: string): Promise<string> => {
    const job = await start(connector)
    const { es: client } = opened().elastic
    await client.connector.syncJobClaim({ connector_sync_job_id: job, worker_hostname: 'w' })
    await client.connector.syncJobUpdateStats({
      connector_sync_job_id: job,
      indexed_document_count: 5,
      deleted_document_count: 2,
      indexed_document_volume: 3,
    })
    await client.connector.syncJobError({ connector_sync_job_id: job, error })
    return job
  }

  describe('sync jobs', () => {
    it('are counted, with what failed most', async () => {
      const id = await directory('numbers')
      await fail(id, 'disk 17 is full')
      await fail(id, 'no such folder')
      const newest = await fail(id, 'disk 4 is full')
      await start(id)
      const counted = () => call('sync.stats', { connector: 'numbers' })
      await expect.poll(counted, { timeout: 10_000 }).toMatchObject({
        connector: id,
        complete: true,
        jobs: 4,
        kinds: [
          {
            kind: 'full',
            jobs: 4,
            error: 3,
            completed: 0,
            open: 1,
            indexedDocuments: 15,
            deletedDocuments: 6,
            volumeMiB: 9,
          },
        ],
        errors: [
          { error: 'disk 4 is full', jobs: 2, job: newest },
          { error: 'no such folder', jobs: 1 },
        ],
      })
      expect(await call('sync.stats', { days: 30 })).toMatchObject({ complete: true, connector: null })
      await call('sync.cancel', { job: id })
    })

    it('are watched to their end, or for a while', async () => {
      const job = await start(await directory('watched'))
      expect(await call('sync.watch', { job, seconds: 0 })).toMatchObject({
        ended: false,
        status: 'pending',
        id: job,
      })
      const watched = call('sync.watch', { job, seconds: 30 })
      await es().connector.syncJobCancel({ connector_sync_job_id: job })
      expect(await watched).toMatchObject({ ended: true, status: 'canceled' })
    })

    it('show the rules and the pipeline that held when they were asked for', async () => {
      const id = await directory('ruled-jobs')
      const before = await start(id)
      const rule = { policy: 'exclude', field: 'path', rule: 'ends_with', value: '.tmp' }
      await call('rules.draft', { connector: id, rules: [rule] })
      await call('rules.activate', { connector: id })
      await call('connector.set-pipeline', { connector: id, reduceWhitespace: false })
      await call('sync.cancel', { job: before })
      const after = await start(id)
      expect(await call('sync.get', { job: before })).toMatchObject({
        rules: [],
        pipelineSettings: { reduceWhitespace: true },
      })
      expect(await call('sync.get', { job: after })).toMatchObject({
        rules: ['1. exclude where path ends with ".tmp"'],
        pipeline: 'search-default-ingestion',
        pipelineSettings: { reduceWhitespace: false },
      })
      await call('sync.cancel', { job: after })
    })

    it('are canceled all at once, of one kind of source or of all', async () => {
      const waiting = await start(await directory('all-one'))
      const running = await start(await directory('all-two'))
      await es().connector.syncJobClaim({ connector_sync_job_id: running, worker_hostname: 'w' })
      expect((await refusal('sync.cancel-all', { serviceType: 'mongodb' })).code).toBe('sync-job.state')
      const planned = () => plan('sync.cancel-all', { serviceType: 'dir', kind: 'full' })
      await expect.poll(planned, { timeout: 10_000 }).toContain('its worker stops')
      expect(await planned()).toContain(waiting)
      const done = await call('sync.cancel-all', {})
      expect(done).toMatchObject({ jobs: expect.arrayContaining([waiting, running]) })
      expect(await call('sync.get', { job: waiting })).toMatchObject({ status: 'canceled' })
      expect(await call('sync.get', { job: running })).toMatchObject({ status: 'canceling' })
      await es().connector.syncJobError({ connector_sync_job_id: running, error: 'stopped' })
    })

    it('are deleted from the history, with a warning for one that runs', async () => {
      const job = await start(await directory('forgotten'))
      expect(await plan('sync.delete', { job })).toContain('still to run, and will not')
      await es().connector.syncJobClaim({ connector_sync_job_id: job, worker_hostname: 'w' })
      expect(await plan('sync.delete', { job })).toContain('its worker loses it')
      expect(await call('sync.delete', { job })).toEqual({ job })
      expect((await refusal('sync.get', { job })).code).toBe('target.not-found')
      expect((await refusal('sync.delete', { job })).code).toBe('target.not-found')
    })

    it('are not for people without the privilege', async () => {
      for (const [operation, input] of [
        ['sync.stats', {}],
        ['sync.cancel-all', {}],
      ] as const) {
        const refused = await opened().refusal(opened().eve, operation, input)
        expect(['privilege.missing', 'elasticsearch.forbidden']).toContain(refused.code)
      }
    })
  })
}
