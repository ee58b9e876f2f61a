import type { Intercept } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import type { Job, WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

/** What an incremental sync does, on any Elasticsearch. */
export const incrementalSyncCases = (ground: () => WorkerGround): void => {
  const incremental = async (id: string): Promise<Job> => {
    const asked = await ground().request(id, 'incremental')
    await ground().runDue()
    return ground().job(asked)
  }
  const telling = () => ({ ...newScript({ a: { x: { n: 1 }, y: { n: 2 } } }), changed: {} })

  describe('an incremental sync', () => {
    it('brings what changed since the last sync, deletes nothing, and goes on from there', async () => {
      const { connector, sync, documents, stored } = ground()
      const { id, index, script } = await connector(telling())
      await sync(id)
      expect(await stored(id)).toMatchObject({ sync_cursor: { sync: 0, index } })
      script.changed = { a: { y: { n: 22 }, z: { n: 3 } } }
      expect(await incremental(id)).toMatchObject({
        status: 'completed',
        indexed_document_count: 2,
        deleted_document_count: 0,
        total_document_count: 3,
      })
      expect(await documents(index)).toMatchObject({ x: { n: 1 }, y: { n: 22 }, z: { n: 3 } })
      expect(await stored(id)).toMatchObject({
        last_sync_status: 'completed',
        sync_cursor: { sync: 1, index },
      })
      script.changed = {}
      expect(await incremental(id)).toMatchObject({ status: 'completed', indexed_document_count: 0 })
      expect(script.cursors).toEqual([{ sync: 0 }, { sync: 1 }])
      script.parts = { a: { y: { n: 22 }, z: { n: 3 } } }
      expect(await sync(id)).toMatchObject({ indexed_document_count: 0, deleted_document_count: 1 })
    })

    it('does not send again what the source gives although the index has it', async () => {
      const { connector, sync, documents } = ground()
      const { id, index, script } = await connector(telling())
      await sync(id)
      script.changed = { a: { x: { n: 1 }, y: { n: 22 }, z: { n: 3 } } }
      const job = await incremental(id)
      expect(job).toMatchObject({ status: 'completed', indexed_document_count: 2 })
      expect(job.metadata?.patchbay).toMatchObject({ unchanged: 1 })
      expect(await incremental(id)).toMatchObject({ indexed_document_count: 0 })
      expect(await documents(index)).toMatchObject({ x: { n: 1 }, y: { n: 22 }, z: { n: 3 } })
    })

    it('goes on from nothing that left something out', async () => {
      const { connector, sync, stored, es } = ground()
      const { id, index, script } = await connector(telling())
      script.skipped = { b: { reason: 'it is locked', expected: false } }
      expect(await sync(id)).toMatchObject({ status: 'error' })
      expect((await stored(id))['sync_cursor'] ?? null).toBeNull()
      expect(await incremental(id)).toMatchObject({
        status: 'error',
        error: expect.stringMatching(/^No full sync into .* Run a full sync\.$/),
      })
      script.skipped = {}
      await sync(id)
      script.onPage = () => {
        throw new Error('The line was cut.')
      }
      script.changed = { a: { y: { n: 3 } } }
      expect(await incremental(id)).toMatchObject({ status: 'error', error: 'The line was cut.' })
      expect(await stored(id)).toMatchObject({ sync_cursor: { sync: 0 } })
      script.onPage = () => {}
      await es.indices.delete({ index })
      expect(await incremental(id)).toMatchObject({ error: expect.stringMatching(/^No full sync/) })
      expect(await es.indices.exists({ index })).toBe(false)
      // Somebody makes it again, and a full sync fails: what is in it is not what the cursor goes on from.
      await es.indices.create({ index })
      expect(await incremental(id)).toMatchObject({ error: expect.stringMatching(/^No full sync/) })
    })

    it('keeps nothing of the cursor before', async () => {
      const { connector, sync, stored, es } = ground()
      const { id, index } = await connector(telling())
      const doc = { sync_cursor: { token: { _data: 'of a log that is long gone' } } }
      await es.update({ index: '.elastic-connectors', id, doc, refresh: true })
      await sync(id)
      const left = { sync: 0, index, index_uuid: expect.any(String) }
      expect((await stored(id))['sync_cursor']).toEqual(left)
    })

    it('has the cursor before until it has the next one, whenever the worker dies', async () => {
      const { connector, sync, stored } = ground()
      const { id } = await connector(telling())
      await sync(id)
      const cursors: unknown[] = []
      const intercept: Intercept = async ({ method, path }, send) => {
        const answer = await send()
        if (method !== 'GET' && path.includes(`/${id}`)) cursors.push((await stored(id))['sync_cursor'])
        return answer
      }
      expect(await sync(id, { intercept })).toMatchObject({ status: 'completed' })
      expect(cursors.length).toBeGreaterThan(1)
      expect(cursors).not.toContain(null)
      expect(cursors.at(-1)).toMatchObject({ sync: 0 })
    })

    it('goes on from no cursor that the last full sync did not leave', async () => {
      const { connector, sync, stored } = ground()
      const { id, script } = await connector(telling())
      const { changed } = script
      expect(await sync(id)).toMatchObject({ status: 'completed' })
      expect(await stored(id)).toMatchObject({ sync_cursor: { sync: 0 } })
      script.changed = null
      expect(await sync(id)).toMatchObject({ status: 'completed' })
      script.changed = changed
      expect(await incremental(id)).toMatchObject({ error: expect.stringMatching(/^No full sync/) })
    })

    it('is made by its own schedule, only where the connector offers it', async () => {
      const { connector, sync, es, runDue, stored } = ground()
      const { id } = await connector(telling())
      await sync(id)
      const off = { enabled: false, interval: '0 0 0 * * ?' }
      const incremental = { enabled: true, interval: '0 0 * * * ?' }
      const scheduling = { full: off, incremental, access_control: off }
      await es.connector.updateScheduling({ connector_id: id, scheduling })
      const day = 24 * 3_600_000
      const longAgo = new Date(Date.now() - 3 * day).toISOString()
      await es.update({
        index: '.elastic-connectors',
        id,
        doc: { last_incremental_sync_scheduled_at: longAgo },
        refresh: true,
      })
      // The worker and the list search, and a search lags a second behind what was written.
      const settle = () => es.indices.refresh({ index: '.elastic-connectors*', expand_wildcards: 'all' })
      const list = async () => {
        await settle()
        return (await es.connector.syncJobList({ connector_id: id })).results
      }
      await runDue()
      expect(await list()).toHaveLength(1)
      await es.connector.updateFeatures({
        connector_id: id,
        features: { incremental_sync: { enabled: true } },
      })
      await settle()
      await runDue()
      await settle()
      await runDue()
      const made = (await list()).filter(({ job_type: kind }) => kind === 'incremental')
      expect(made).toMatchObject([{ status: 'completed', trigger_method: 'scheduled' }])
      const at = Date.parse(String((await stored(id))['last_incremental_sync_scheduled_at']))
      expect(Date.now() - at).toBeLessThan(day)
    })
  })
}
