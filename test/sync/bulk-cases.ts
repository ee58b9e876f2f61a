import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

const many = (count: number): Record<string, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`d${n}`, { n }]))

const busy = { index: { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'full' } } }
const fine = { index: { status: 201 } }

/** What becomes of documents that are written many at a time, on any Elasticsearch. */
export const bulkCases = (ground: () => WorkerGround): void => {
  describe('documents in bulk', () => {
    it('waits out an Elasticsearch that has no room, without losing or doubling a document', async () => {
      const { connector, sync, documents } = ground()
      const { id, index } = await connector(newScript({ a: many(40) }))
      let bulks = 0
      const intercept = async (
        { path }: { path: string },
        send: () => Promise<unknown>,
      ): Promise<unknown> => {
        if (!path.endsWith('/_bulk')) return send()
        bulks += 1
        if (bulks === 1) return { errors: true, items: Array.from({ length: 40 }, () => busy) }
        const answer = await send()
        if (bulks === 2)
          return { errors: true, items: Array.from({ length: 40 }, (_, n) => (n % 2 ? busy : fine)) }
        return answer
      }
      expect(await sync(id, { intercept })).toMatchObject({ status: 'completed', indexed_document_count: 40 })
      expect(bulks).toBe(3)
      expect(Object.keys(await documents(index))).toHaveLength(40)
    })

    it('goes on at once while only some documents find no room, and loses none', async () => {
      const { connector, sync, documents } = ground()
      const { id, index } = await connector(newScript({ a: many(2_000) }))
      let answered = 0
      const intercept = async (
        call: { path: string; body?: unknown },
        send: () => Promise<unknown>,
      ): Promise<unknown> => {
        const answer = await send()
        if (!call.path.endsWith('/_bulk')) return answer
        const { items = [] } = z.object({ items: z.array(z.unknown()).optional() }).parse(answer)
        // The documents were written: that they come again under the same version must do no harm.
        const some = items.map((item) => ((answered += 1) % 3 === 0 ? busy : item))
        return { errors: true, items: some }
      }
      const job = await sync(id, { intercept })
      expect(job).toMatchObject({ status: 'completed', error: null, indexed_document_count: 2_000 })
      expect(Object.keys(await documents(index))).toHaveLength(1_000)
      expect(job.total_document_count).toBe(2_000)
    })

    it('keeps the order of what is said of one document, and counts those that are too large', async () => {
      const { connector, sync, documents } = ground()
      const text = 'x'.repeat(600_000)
      const { id, index } = await connector(
        newScript({
          a: { x: { n: 1, text }, y: { n: 1, text } },
          b: { x: { n: 2, text }, large: { text: `${text}${text}` } },
          c: { x: { n: 3, text } },
        }),
      )
      const job = await sync(id, { maxDocumentBytes: 1_000_000 })
      expect((await documents(index))['x']).toMatchObject({ n: 3 })
      expect(job.metadata?.patchbay).toMatchObject({
        refused: 1,
        refusals: [{ id: 'large', reason: expect.stringContaining('1.1 MiB of JSON, more than') }],
      })
    })

    it('writes last what was said last of a document, however the requests overtake each other', async () => {
      const { connector, sync, documents } = ground()
      const text = 'x'.repeat(600_000)
      const { id, index } = await connector(
        newScript({ a: { x: { n: 1, text } }, b: { x: { n: 2, text } }, c: { x: { n: 3, text } } }),
      )
      let bulks = 0
      const intercept = async (call: { path: string }, send: () => Promise<unknown>): Promise<unknown> => {
        if (!call.path.endsWith('/_bulk')) return send()
        bulks += 1
        if (bulks < 3) await setTimeout(900 - bulks * 300)
        return send()
      }
      await sync(id, { intercept })
      expect((await documents(index))['x']).toMatchObject({ n: 3 })
    })

    it('writes last what was said last of a document, although what was said before had to be sent again', async () => {
      const { connector, sync, documents } = ground()
      const { id, index } = await connector(newScript({ a: { x: { n: 1 }, ...many(9) }, b: { x: { n: 2 } } }))
      let bulks = 0
      const intercept = async (call: { path: string }, send: () => Promise<unknown>): Promise<unknown> => {
        const answer = await send()
        if (!call.path.endsWith('/_bulk') || (bulks += 1) > 1) return answer
        const { items } = z.object({ items: z.array(z.unknown()) }).parse(answer)
        return { errors: true, items: [busy, ...items.slice(1)] }
      }
      await sync(id, { intercept })
      expect((await documents(index))['x']).toMatchObject({ n: 2 })
    })
  })
}
