import { PatchbayError } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { many } from './full-sync-cases.ts'
import type { WorkerGround } from './open-worker.ts'
import { newScript, type Script } from './scripted-source.ts'

const skimming = (documents: Record<string, object>): Script & { given: string[] } => ({
  ...newScript({ a: documents }),
  given: [],
})

/** What a full sync does after the first, where its source tells fingerprints instead of documents. */
export const resyncCases = (ground: () => WorkerGround): void => {
  describe('a full sync of what is there already', () => {
    it('asks the source only for the documents that are new or changed', async () => {
      const { connector, sync, documents } = ground()
      const script = skimming(many(25))
      const { id, index } = await connector(script)
      expect(await sync(id)).toMatchObject({ indexed_document_count: 25 })
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 0 })
      expect(script.given).toEqual([])
      script.parts = { a: { ...many(24), d3: { n: 333 }, d30: { n: 30 } } }
      const job = await sync(id)
      expect(job).toMatchObject({ indexed_document_count: 2, deleted_document_count: 1 })
      expect(job.metadata?.patchbay).toMatchObject({ unchanged: 23 })
      expect(script.given).toEqual(['d3', 'd30'])
      const found = await documents(index)
      expect(found).toMatchObject({ d3: { n: 333 }, d30: { n: 30 } })
      expect(Object.keys(found)).toHaveLength(25)
    })

    it('writes again what somebody else wrote without our mark, or with another', async () => {
      const { connector, sync, documents, es } = ground()
      const { id, index, script } = await connector(skimming(many(5)))
      await sync(id)
      await es.index({ index, id: 'd1', document: { n: -1 } })
      await es.update({ index, id: 'd2', doc: { n: -2, _patchbay: 'a:somebody_elses_' } })
      await es.delete({ index, id: 'd3' })
      // What others wrote has versions of its own: the next one may have to raise its own first.
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 3 })
      expect(await documents(index)).toEqual(
        Object.fromEntries(Object.entries(many(5)).map(([name, body]) => [name, { id: name, ...body }])),
      )
      expect(script.given).toEqual(['d1', 'd2', 'd3'])
    })

    it('puts all documents through another pipeline', async () => {
      const { connector, sync, documents, es } = ground()
      const { id, index, script } = await connector(skimming(many(12)))
      await sync(id)
      const pipelines = ['first', 'second'].map((name) => `${index}-${name}`)
      for (const pipeline of pipelines)
        await es.ingest.putPipeline({ id: pipeline, processors: [{ set: { field: 'by', value: pipeline } }] })
      const switchTo = (name: string, run_ml_inference = false) =>
        es.connector.updatePipeline({
          connector_id: id,
          pipeline: { name, run_ml_inference, extract_binary_content: true, reduce_whitespace: true },
        })
      for (const pipeline of pipelines) {
        await switchTo(pipeline)
        expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 12 })
        expect(await sync(id)).toMatchObject({ indexed_document_count: 0 })
        const found = Object.values(await documents(index))
        expect(found.every((one) => JSON.stringify(one).includes(`"by":"${pipeline}"`))).toBe(true)
      }
      await switchTo(String(pipelines[1]), true)
      expect(await sync(id)).toMatchObject({ indexed_document_count: 12 })
      expect(script.given).toHaveLength(36)
    })

    it('looks into every document where sync rules ask for that', async () => {
      const { connector, sync, documents, es } = ground()
      const { id, index, script } = await connector(skimming(many(12)))
      await sync(id)
      const now = '2026-11-25T08:00:00Z'
      const stamped = { created_at: now, updated_at: now }
      const rules = [
        { id: 'no-seven', order: 0, policy: 'exclude', field: 'n', rule: 'equals', value: '7', ...stamped },
        { id: 'DEFAULT', order: 1, policy: 'include', field: '_', rule: 'regex', value: '.*', ...stamped },
      ]
      const filtering = `/_connector/${id}/_filtering`
      await es.transport.request({
        method: 'PUT',
        path: filtering,
        body: { rules, advanced_snippet: { value: {}, ...stamped } },
      })
      await es.transport.request({
        method: 'PUT',
        path: `${filtering}/_validation`,
        body: { validation: { state: 'valid', errors: [] } },
      })
      await es.connector.updateActiveFiltering({ connector_id: id })
      expect(await sync(id)).toMatchObject({ indexed_document_count: 0, deleted_document_count: 1 })
      expect(await documents(index)).not.toHaveProperty('d7')
      expect(script.given).toEqual([])
    })

    it('goes on where the source is lost in between, and counts nothing twice', async () => {
      const { connector, sync, documents } = ground()
      const script = { ...skimming(many(45)), checkpoints: true }
      const { id, index } = await connector(script)
      await sync(id)
      let lost = 0
      script.parts = { a: { ...many(45), d12: { n: -12 }, d30: { n: -30 } } }
      script.onPage = (page) => {
        if (page !== 5 || (lost += 1) > 1) return
        throw new PatchbayError('source.unreachable', 'The line was cut.', { next: 'Sync again.' })
      }
      const job = await sync(id)
      expect(job).toMatchObject({ status: 'completed', indexed_document_count: 2, deleted_document_count: 0 })
      expect(job.metadata?.patchbay).toMatchObject({ unchanged: 43 })
      expect(await documents(index)).toMatchObject({ d12: { n: -12 }, d30: { n: -30 } })
      expect(Object.keys(await documents(index))).toHaveLength(45)
      expect(await sync(id)).toMatchObject({ indexed_document_count: 0 })
    })

    it('fails where the source does not give what it told of', async () => {
      const { connector, sync, stored } = ground()
      const { id, script } = await connector(skimming(many(3)))
      await sync(id)
      script.parts = { a: { ...many(2), d2: { n: 222 } } }
      script.keepsBack = true
      expect((await sync(id)).error).toMatch(
        /^The data source told of the document d2, and did not give it\./,
      )
      expect(await stored(id)).toMatchObject({ last_sync_status: 'error' })
    })
  })
}
