import { ElasticsearchError, PatchbayError } from '@patchbay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { many } from './full-sync-cases.ts'
import type { WorkerGround } from './open-worker.ts'
import { newScript, type Script } from './scripted-source.ts'

type Chunked = Script & { given: string[]; passed: number }

/** Ten documents are a chunk. */
const inChunks = (documents: Record<string, object>): Chunked => ({
  ...newScript({ a: documents }),
  given: [],
  passed: 0,
})

/** The chunks that were passed over, and the documents that were given, since the last time. */
const takeOf = (script: Chunked): { passed: number; given: string[] } => {
  const { passed, given } = script
  script.passed = 0
  script.given = []
  return { passed, given }
}

const withIds = (documents: Record<string, object>): Record<string, object> =>
  Object.fromEntries(Object.entries(documents).map(([id, body]) => [id, { id, ...body }]))

type Step =
  | { do: 'change' | 'add' | 'remove' | 'spoil' | 'lose'; at: number }
  | { do: 'stranger' | 'sync'; at?: never }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ do: 'sync' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'stranger' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'change' as const,
        'add' as const,
        'remove' as const,
        'spoil' as const,
        'lose' as const,
      ),
      at: fc.nat(99),
    }),
  },
)

/** What full syncs do where the source tells whole chunks by one digest. */
export const chunkCases = (ground: () => WorkerGround, runs: number): void => {
  describe('a full sync of chunks', () => {
    it('passes over what is as it was, from the first sync on', async () => {
      const { connector, sync } = ground()
      const script = inChunks(many(35))
      const { id } = await connector(script)
      await sync(id)
      for (let time = 0; time < 2; time += 1) {
        const job = await sync(id)
        expect(job).toMatchObject({
          status: 'completed',
          indexed_document_count: 0,
          total_document_count: 35,
        })
        expect(job.metadata?.patchbay).toMatchObject({ unchanged: 35 })
        expect(takeOf(script)).toEqual({ passed: 4, given: [] })
      }
    })

    it('looks into the chunks in which something changed or is new, and passes over all of them next time', async () => {
      const { connector, sync, documents } = ground()
      const script = inChunks(many(35))
      const { id, index } = await connector(script)
      await sync(id)
      script.parts = { a: { ...many(35), d12: { n: -12 }, d35: { n: 35 } } }
      expect(await sync(id)).toMatchObject({ indexed_document_count: 2, deleted_document_count: 0 })
      expect(takeOf(script)).toEqual({ passed: 2, given: ['d12', 'd35'] })
      expect(await documents(index)).toEqual(withIds({ ...many(36), d12: { n: -12 } }))
      expect(await sync(id)).toMatchObject({ indexed_document_count: 0 })
      expect(takeOf(script)).toEqual({ passed: 4, given: [] })
    })

    it('looks at every document once something is gone, and deletes it', async () => {
      const { connector, sync, documents } = ground()
      const script = inChunks(many(35))
      const { id, index } = await connector(script)
      await sync(id)
      script.parts = { a: { ...many(34), d3: { n: -3 } } }
      const job = await sync(id)
      expect(job).toMatchObject({
        indexed_document_count: 1,
        deleted_document_count: 1,
        total_document_count: 34,
      })
      expect(job.metadata?.patchbay).toMatchObject({ unchanged: 34 })
      expect(await documents(index)).toEqual(withIds({ ...many(34), d3: { n: -3 } }))
      takeOf(script)
      // Where something went, more may go: the next one looks at every document at once.
      await sync(id)
      expect(takeOf(script)).toEqual({ passed: 0, given: [] })
      await sync(id)
      expect(takeOf(script)).toEqual({ passed: 4, given: [] })
    })

    it('mends what somebody else wrote to the index or deleted there', async () => {
      const { connector, sync, documents, es } = ground()
      const script = inChunks(many(35))
      const { id, index } = await connector(script)
      const spoil = [
        () => es.delete({ index, id: 'd34', refresh: true }),
        () => es.index({ index, id: 'd4', document: { n: -4 }, refresh: true }),
        () => es.index({ index, id: 'd34', document: { n: -34 }, refresh: true }),
      ]
      await sync(id)
      for (const one of spoil) {
        await one()
        expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 1 })
        expect(await documents(index)).toEqual(withIds(many(35)))
      }
      await es.indices.delete({ index })
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 35 })
    })

    it('mends what somebody deleted while a sync ran', async () => {
      const { connector, sync, documents, es } = ground()
      const script = inChunks(many(35))
      const { id, index } = await connector(script)
      await sync(id)
      script.parts = { a: { ...many(35), d3: { n: -3 } } }
      script.onPage = async (page) => {
        if (page === 3) await es.delete({ index, id: 'd1' }, { ignore: [404] })
      }
      expect(await sync(id)).toMatchObject({ status: 'completed' })
      script.onPage = () => {}
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 1 })
      expect(await documents(index)).toEqual(withIds({ ...many(35), d3: { n: -3 } }))
    })

    it('knows an index that took the place of its own, however much that looks like it', async () => {
      const { connector, sync, documents, es } = ground()
      const script = inChunks(many(15))
      const { id, index } = await connector(script)
      await sync(id)
      const mapping = await es.indices.getMapping({ index })
      await es.indices.delete({ index })
      await es.indices.create({ index, mappings: mapping[index]?.mappings ?? {} })
      for (let n = 0; n < 15; n += 1)
        await es.index({ index, id: `other${n}`, document: { _patchbay: `a:${'0'.repeat(16)}` } })
      expect(await sync(id, { maxDeletedShare: 1 })).toMatchObject({ indexed_document_count: 15 })
      expect(await documents(index)).toEqual(withIds(many(15)))
    })

    it('looks at every document where a worker that died may have left something', async () => {
      const { connector, sync, es } = ground()
      const script = inChunks(many(15))
      const { id, index } = await connector(script)
      await sync(id)
      await es.update({ index: 'patchbay-leases', id: `lease:${index}`, doc: { doubted_from: 1 } })
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 15 })
      expect(takeOf(script)).toMatchObject({ passed: 0 })
    })

    it('looks at every document where it does not understand what is kept, and waits where nobody answers', async () => {
      const { connector, sync, es } = ground()
      const script = inChunks(many(15))
      const { id, index } = await connector(script)
      await sync(id)
      const kept = { index: 'patchbay-leases', id: `chunks:${index}` }
      await es.index({ ...kept, document: { kind: 'chunks', chunks: 'none' } })
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 0 })
      expect(takeOf(script)).toMatchObject({ passed: 0 })
      let refused = 0
      const job = await sync(id, {
        intercept: ({ path, method }, send) => {
          if (method !== 'GET' || !path.includes('chunks') || (refused += 1) > 1) return send()
          const busy = { status: 429, type: 'es_rejected_execution_exception', reason: 'full' }
          throw new ElasticsearchError('elasticsearch.unavailable', 'There is no room.', busy)
        },
      })
      expect(job).toMatchObject({ status: 'completed', indexed_document_count: 0 })
      expect(refused).toBe(2)
      expect(takeOf(script)).toMatchObject({ passed: 2 })
    })

    it('does not pass over what Elasticsearch refused', async () => {
      const { connector, sync } = ground()
      const script = inChunks(many(15, { when: '2026-11-29T00:00:00Z' }))
      const { id } = await connector(script)
      await sync(id)
      script.parts = { a: { ...many(15, { when: '2026-11-29T00:00:00Z' }), d3: { n: 3, when: 'soon' } } }
      for (let time = 0; time < 2; time += 1) {
        const job = await sync(id)
        expect(job).toMatchObject({ status: 'error', indexed_document_count: 0 })
        expect(job.error).toMatch(/1 document could not be written: d3/)
      }
    })

    it('keeps nothing of a part that could not be listed to its end', async () => {
      const { connector, sync } = ground()
      const script = inChunks(many(35))
      const { id } = await connector(script)
      await sync(id)
      script.skipped = { b: { reason: 'it is locked', expected: false } }
      script.parts = { a: { ...many(35), d3: { n: -3 } } }
      expect(await sync(id)).toMatchObject({ status: 'error', indexed_document_count: 1 })
      takeOf(script)
      script.skipped = {}
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 0 })
      expect(takeOf(script)).toEqual({ passed: 0, given: [] })
    })

    it('is right where the source is lost in between', async () => {
      const { connector, sync, documents } = ground()
      const script = { ...inChunks(many(45)), checkpoints: true }
      const { id, index } = await connector(script)
      await sync(id)
      let lost = 0
      script.parts = { a: { ...many(44), d12: { n: -12 } } }
      script.onPage = (page) => {
        if (page !== 5 || (lost += 1) > 1) return
        throw new PatchbayError('source.unreachable', 'The line was cut.', { next: 'Sync again.' })
      }
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 1 })
      expect(lost).toBeGreaterThan(1)
      expect(await sync(id)).toMatchObject({ status: 'completed' })
      expect(await documents(index)).toEqual(withIds({ ...many(44), d12: { n: -12 } }))
    })

    it('ends with what the source has, whatever anybody did to either side', async () => {
      const { connector, sync, documents, es } = ground()
      const history = fc.tuple(fc.integer({ min: 0, max: 45 }), fc.array(step, { maxLength: 14 }))
      await fc.assert(
        fc.asyncProperty(history, async ([count, steps]) => {
          const has: Record<string, object> = many(count)
          const script = inChunks(has)
          const { id, index } = await connector(script)
          await sync(id)
          /** Documents that are somebody else's now; they stay unless the source has them. */
          const others = new Map<string, object>()
          let turn = 0
          // Whoever writes one document twice between two syncs is ahead of the version that the second one gives it.
          const touched = new Set<string>()
          for (const { do: what, at = 0 } of steps) {
            turn += 1
            const ids = Object.keys(has)
            const chosen = ids[at % Math.max(ids.length, 1)]
            if (what === 'sync') {
              await sync(id, { maxDeletedShare: 1 })
              touched.clear()
              for (const one of ids) others.delete(one)
            }
            if (what === 'add') has[`new${turn}`] = { n: turn }
            if (what === 'stranger') {
              others.set(`other${turn}`, { n: turn })
              await es.index({ index, id: `other${turn}`, document: { n: turn } })
            }
            if (chosen === undefined) continue
            if (what === 'change') has[chosen] = { n: -turn }
            if (what === 'remove') delete has[chosen]
            if (what === 'spoil' && !touched.has(chosen)) {
              touched.add(chosen)
              others.set(chosen, { n: turn * 1000 })
              await es.index({ index, id: chosen, document: { n: turn * 1000 } })
            }
            if (what === 'lose' && !touched.has(chosen)) {
              touched.add(chosen)
              others.delete(chosen)
              await es.delete({ index, id: chosen }, { ignore: [404] })
            }
          }
          expect(await sync(id, { maxDeletedShare: 1 })).toMatchObject({ status: 'completed' })
          expect(await documents(index)).toEqual({ ...Object.fromEntries(others), ...withIds(has) })
        }),
        { numRuns: runs, endOnFailure: true },
      )
    })
  })
}
