import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { estypes } from '@elastic/elasticsearch'
import { PatchbayError } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

export const many = (count: number, body: object = {}): Record<string, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`d${n}`, { n, ...body }]))

/** What a full sync does to the content index, on any Elasticsearch. */
export const fullSyncCases = (ground: () => WorkerGround): void => {
  describe('a full sync', () => {
    it('copies the source into the index and counts what it did', async () => {
      const { connector, sync, documents, stored } = ground()
      const { id, index } = await connector(
        newScript({ a: many(25, { text: 'zażółć 🪑' }), b: { x: { n: 1 } } }),
      )
      const job = await sync(id)
      expect(job).toMatchObject({
        status: 'completed',
        indexed_document_count: 26,
        deleted_document_count: 0,
        indexed_document_volume: 1,
        total_document_count: 26,
      })
      const found = await documents(index)
      expect(Object.keys(found)).toHaveLength(26)
      expect(found['d7']).toEqual({ id: 'd7', n: 7, text: 'zażółć 🪑' })
      expect(await stored(id)).toMatchObject({
        status: 'connected',
        error: null,
        last_sync_status: 'completed',
        last_sync_error: null,
        last_indexed_document_count: 26,
        last_deleted_document_count: 0,
      })
      expect((await stored(id))['last_synced']).toMatch(/^\d{4}-.*Z$/)
    })

    it('sends only what changed the second time, and deletes what is gone', async () => {
      const { connector, sync, documents } = ground()
      const { id, index, script } = await connector(newScript({ a: many(25) }))
      await sync(id)
      script.parts = { a: { ...many(24), d3: { n: 333 }, d30: { n: 30 } } }
      const job = await sync(id)
      expect(job).toMatchObject({
        status: 'completed',
        indexed_document_count: 2,
        deleted_document_count: 1,
        total_document_count: 25,
      })
      expect(job.metadata?.patchbay).toMatchObject({ unchanged: 23 })
      const found = await documents(index)
      expect(found['d3']).toMatchObject({ n: 333 })
      expect(found).not.toHaveProperty('d24')
      expect(await sync(id)).toMatchObject({ indexed_document_count: 0, deleted_document_count: 0 })
    })

    it.each<[string, estypes.IndicesCreateRequest['settings'], estypes.MappingTypeMapping]>([
      ['of several shards', { number_of_shards: 2 }, {}],
      ['into which somebody copied documents', {}, { properties: { _patchbay: { type: 'text' } } }],
    ])('does the same in an index %s, which it reads before the source', async (_, settings, mappings) => {
      const { connector, sync, documents, es } = ground()
      const { id, index, script } = await connector(newScript({ a: many(25) }))
      await es.indices.create({ index, settings, mappings })
      await sync(id)
      script.parts = { a: { ...many(24), d3: { n: 333 } } }
      expect(await sync(id)).toMatchObject({
        status: 'completed',
        indexed_document_count: 1,
        deleted_document_count: 1,
      })
      expect((await documents(index))['d3']).toMatchObject({ n: 333 })
      expect(Object.keys(await documents(index))).toHaveLength(24)
    })

    it('makes the index with fields that can be searched', async () => {
      const { connector, sync, es } = ground()
      const { id, index } = await connector(newScript({ a: { x: { title: 'Walnut desk' } } }), {
        language: 'en',
      })
      await sync(id)
      const mapping = (await es.indices.getMapping({ index }))[index]?.mappings
      expect(mapping?.properties).toMatchObject({
        _patchbay: { type: 'keyword', index: false },
        title: { type: 'text', fields: { enum: { type: 'keyword' } } },
      })
      expect((await es.count({ index, query: { match: { title: 'walnut' } } })).count).toBe(1)
    })

    it('gives an index that is there the field that it lacks', async () => {
      const { connector, sync, es, documents } = ground()
      const { id, index } = await connector(newScript({ a: { x: { n: 1 } } }))
      await es.indices.create({ index })
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 1 })
      const mapping = (await es.indices.getMapping({ index }))[index]?.mappings
      expect(mapping?.properties?.['_patchbay']).toMatchObject({ type: 'keyword' })
      expect(await documents(index)).toEqual({ x: { id: 'x', n: 1 } })
    })

    it('never shows what a source quotes of its password', async () => {
      const { connector, sync, stored } = ground()
      const { id, script } = await connector(newScript({ a: { x: {} } }), { password: 'hunter-two' })
      script.onPage = () => {
        throw new Error('login as me:hunter-two@db failed')
      }
      expect(await sync(id)).toMatchObject({ error: 'login as me:(hidden)@db failed' })
      expect(await stored(id)).toMatchObject({ error: 'login as me:(hidden)@db failed' })
    })

    it('deletes nothing when the source fails in the middle', async () => {
      const { connector, sync, documents, stored } = ground()
      const { id, index, script } = await connector(newScript({ a: many(15), b: { x: {} } }))
      await sync(id)
      script.parts = { a: {}, b: { y: { n: 2 } } }
      script.onPage = (page) => {
        if (page === 2) throw new Error('The line was cut.')
      }
      const job = await sync(id)
      expect(job).toMatchObject({ status: 'error', error: 'The line was cut.', deleted_document_count: 0 })
      expect(Object.keys(await documents(index))).toHaveLength(16)
      expect(await stored(id)).toMatchObject({
        status: 'error',
        error: 'The line was cut.',
        last_sync_status: 'error',
        last_sync_error: 'The line was cut.',
      })
    })

    it('names the files whose text it could not take out, and copies what is known of them', async () => {
      const { connectorOf, request, runDue, job, documents } = ground()
      const directory = await mkdtemp(join(tmpdir(), 'patchbay-texts-'))
      await writeFile(join(directory, 'good.txt'), 'words')
      await writeFile(join(directory, 'broken.pdf'), 'no PDF')
      const { id, index } = await connectorOf('dir', { directory, pattern: '**/*' })
      const asked = await request(id)
      const lines = await runDue()
      await rm(directory, { recursive: true })
      const all = Object.entries(await documents(index))
      const broken = all.find(([, document]) => JSON.stringify(document).includes('broken.pdf'))
      const { status, metadata } = await job(asked)
      expect({ status, notes: metadata?.patchbay }).toMatchObject({
        status: 'completed',
        notes: {
          withoutText: 1,
          textProblems: [{ id: broken?.[0], reason: expect.stringContaining('PDF') }],
        },
      })
      expect(lines.at(-1)).toContain('1 file without text')
    })

    it('goes on from its last checkpoint where its source is lost on the way, and counts nothing twice', async () => {
      const { connector, sync, documents } = ground()
      const { id, index, script } = await connector({ ...newScript({ a: many(45) }), checkpoints: true })
      expect(await sync(id)).toMatchObject({ status: 'completed' })
      let lost = 0
      script.parts = { a: { ...many(44), d30: { n: -30 } } }
      script.onPage = (page) => {
        if (page !== 5 || (lost += 1) > 2) return
        throw new PatchbayError('source.unreachable', 'The line was cut.', { next: 'Sync again.' })
      }
      const job = await sync(id)
      expect(job).toMatchObject({ status: 'completed', indexed_document_count: 1, deleted_document_count: 0 })
      expect(job.metadata?.patchbay).toMatchObject({ unchanged: 43 })
      expect(script.resumed).toEqual([
        { part: 'a', at: 20 },
        { part: 'a', at: 20 },
      ])
      expect(await documents(index)).toMatchObject({ d30: { n: -30 }, d44: { n: 44 } })
      // What is gone goes with the next listing that isn't broken.
      expect(await sync(id)).toMatchObject({ indexed_document_count: 0, deleted_document_count: 1 })
    })

    it('tries a source that stays lost as often as its configuration says, and deletes nothing', async () => {
      const { connector, sync, documents } = ground()
      const { id, index, script } = await connector(newScript({ a: many(30) }))
      await sync(id)
      let begun = 0
      script.parts = { a: many(1) }
      script.onPage = (page) => {
        if (page === 0) begun += 1
        throw new PatchbayError('source.unreachable', 'The line was cut.', { next: 'Sync again.' })
      }
      const job = await sync(id)
      expect(job).toMatchObject({ status: 'error', error: 'The line was cut. Sync again.' })
      expect(begun).toBe(4)
      expect(Object.keys(await documents(index))).toHaveLength(30)
    })

    it('ends an incremental sync whose source is lost each time, whatever checkpoints it passes before', async () => {
      const { connector, sync, request, runDue, job } = ground()
      const script = { ...newScript({ a: many(30) }), checkpoints: true, changed: { a: many(30) } }
      const { id } = await connector(script)
      await sync(id)
      let lost = 0
      script.onPage = (page) => {
        if (page !== 3) return
        lost += 1
        throw new PatchbayError('source.unreachable', 'The line was cut.', { next: 'Sync again.' })
      }
      const asked = await request(id, 'incremental')
      await runDue()
      expect(await job(asked)).toMatchObject({ status: 'error', error: 'The line was cut. Sync again.' })
      expect(lost).toBe(4)
    })

    it('reads what is in files only while its pipeline is switched to that', async () => {
      const { connectorOf, sync, documents, es } = ground()
      const directory = await mkdtemp(join(tmpdir(), 'patchbay-texts-'))
      try {
        await writeFile(join(directory, 'good.txt'), 'words')
        const { id, index } = await connectorOf('dir', { directory, pattern: '**/*' })
        const bodies = async () =>
          Object.values(await documents(index)).map((one) => z.looseObject({}).parse(one)['body'])
        const switchTo = (extract_binary_content: boolean) =>
          es.connector.updatePipeline({
            connector_id: id,
            pipeline: {
              name: 'search-default-ingestion',
              extract_binary_content,
              reduce_whitespace: true,
              run_ml_inference: true,
            },
          })
        await switchTo(false)
        expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 1 })
        expect(await bodies()).toEqual([undefined])
        expect(await sync(id)).toMatchObject({ indexed_document_count: 0 })
        await switchTo(true)
        expect(await sync(id)).toMatchObject({ indexed_document_count: 1 })
        expect(await bodies()).toEqual(['words'])
      } finally {
        await rm(directory, { recursive: true })
      }
    })

    it('keeps documents of strangers, and takes over those that it writes itself', async () => {
      const { connector, sync, documents, es } = ground()
      const { id, index } = await connector(newScript({ a: { x: { n: 1 } } }))
      await es.index({ index, id: 'theirs', document: { n: 0 } })
      for (let n = 0; n < 5; n += 1) await es.index({ index, id: 'x', document: { n: -1 } })
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 1 })
      expect(await documents(index)).toEqual({ theirs: { n: 0 }, x: { id: 'x', n: 1 } })
    })

    it('owns what another service wrote for the same connector before', async () => {
      const { connector, sync, documents, es, request } = ground()
      const { id, index } = await connector(newScript({ a: { x: { n: 1 } } }))
      await es.index({ index, id: 'x', document: { n: 0 } })
      await es.index({ index, id: 'gone', document: { n: 0 } })
      const theirs = await request(id)
      await es.update({
        index: '.elastic-connectors-sync-jobs',
        id: theirs,
        doc: { status: 'completed', completed_at: '2024-01-01T00:00:00Z' },
        refresh: true,
      })
      expect(await sync(id)).toMatchObject({ error: null, status: 'completed', deleted_document_count: 1 })
      expect(Object.keys(await documents(index))).toEqual(['x'])
    })

    it('writes what it can, and names what Elasticsearch refuses', async () => {
      const { connector, sync, documents, stored } = ground()
      const { id, index } = await connector(
        newScript({ a: { a1: { when: '2024-01-01' }, a2: { when: 'not a day' }, a3: { n: 3 } } }),
      )
      const job = await sync(id)
      expect(job).toMatchObject({ status: 'error', indexed_document_count: 2, total_document_count: 2 })
      expect(job.error).toMatch(
        /^The sync left something out\. 1 document could not be written: a2, since .*when/,
      )
      expect(job.metadata?.patchbay).toMatchObject({ refused: 1, refusals: [{ id: 'a2' }] })
      expect(Object.keys(await documents(index)).toSorted()).toEqual(['a1', 'a3'])
      expect(await stored(id)).toMatchObject({ last_sync_status: 'error' })
    })

    it('says in one sentence what is missing: the key, the data source, the kind of sync', async () => {
      const { connector, sync, replaceKey, request, runDue, job, es } = ground()
      const keyless = await connector()
      await es.connector.secretDelete({
        id: String((await ground().stored(keyless.id))['api_key_secret_id']),
      })
      expect((await sync(keyless.id)).error).toContain('has no API key, or its secret is gone.')

      const narrow = await connector(newScript({ a: { x: {} } }))
      await replaceKey(narrow.id, 'search-something-else')
      expect((await sync(narrow.id)).error).toMatch(
        /^The connector's API key may not write to search-.*api-key rotate/,
      )

      const incremental = await connector()
      const asked = await request(incremental.id, 'incremental')
      await runDue()
      expect(await job(asked)).toMatchObject({
        status: 'error',
        error: 'The data source scripted has no way to do an incremental sync. Run a full sync.',
      })
    })
  })
}
