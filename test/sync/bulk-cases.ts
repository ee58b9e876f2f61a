import { setTimeout } from 'node:timers/promises'
import { ElasticsearchError } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

const many = (count: number): Record<string, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`d${n}`, { n }]))

const busy = { index: { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'full' } } }
const fine = { index: { status: 201 } }

const broken = 'a field of it broke the parser'

/** Elasticsearch fails at whole requests whose body is such. */
const failingLine = (fails: (body: string) => boolean) => {
  let sent = 0
  const intercept = async (
    { path, bulkBody }: { path: string; bulkBody?: unknown },
    send: () => Promise<unknown>,
  ): Promise<unknown> => {
    if (!path.endsWith('/_bulk')) return send()
    sent += 1
    if (!fails(String(bulkBody))) return send()
    const details = { status: 500, type: 'illegal_state_exception', reason: broken }
    throw new ElasticsearchError('elasticsearch.unavailable', broken, details)
  }
  return { intercept, sent: () => sent }
}

/** What becomes of documents that are written many at a time, on any Elasticsearch. */
export const bulkCases = (ground: () => WorkerGround): void => {
  describe('documents in bulk', () => {
    it('go in requests as large and as many at once as the worker is told', async () => {
      const { connector, sync, documents } = ground()
      const body = 'x'.repeat(900)
      const { id, index } = await connector(
        newScript({ a: Object.fromEntries(Object.keys(many(60)).map((one) => [one, { body }])) }),
      )
      let most = 0
      let now = 0
      const sizes: number[] = []
      const intercept = async (
        { path, bulkBody }: { path: string; bulkBody?: unknown },
        send: () => Promise<unknown>,
      ): Promise<unknown> => {
        if (!path.endsWith('/_bulk')) return send()
        sizes.push(String(bulkBody).length)
        most = Math.max(most, (now += 1))
        await setTimeout(20)
        return send().finally(() => (now -= 1))
      }
      await sync(id, { intercept, bulk: { bytes: 10_000, requests: 2 } })
      expect({ most, largest: Math.max(...sizes) <= 10_000 }).toEqual({ most: 2, largest: true })
      expect(Object.keys(await documents(index))).toHaveLength(60)
    })

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

    it('refuses the one document that Elasticsearch fails at, and copies all others', async () => {
      const { connector, sync, documents } = ground()
      const { id, index } = await connector(newScript({ a: many(40) }))
      const line = failingLine((body) => body.includes('"_id":"d17"'))
      const named = { refused: 1, refusals: [{ id: 'd17', reason: expect.stringContaining(broken) }] }
      const leftOut = expect.stringContaining('1 document could not be written: d17')
      expect(await sync(id, line)).toMatchObject({
        error: leftOut,
        indexed_document_count: 39,
        metadata: { patchbay: named },
      })
      expect(Object.keys(await documents(index))).toHaveLength(39)
      // Three whole requests, two for each doubling, three of the document alone.
      expect(line.sent()).toBeLessThanOrEqual(3 + 2 * 6 + 3)
      // Later it is the only one that is sent, and nothing else shows that the server is well.
      expect(await sync(id, line)).toMatchObject({ error: leftOut, metadata: { patchbay: named } })
      expect(await sync(id)).toMatchObject({ error: null, indexed_document_count: 1 })
      expect(Object.keys(await documents(index))).toHaveLength(40)
    })

    it('refuses nothing where Elasticsearch fails at everything, for a while or for too long', async () => {
      const { connector, sync, documents } = ground()
      const { id, index } = await connector(newScript({ a: many(40) }))
      const { metadata, ...failed } = await sync(
        id,
        failingLine(() => true),
      )
      expect(failed).toMatchObject({ status: 'error', error: expect.stringContaining('had no room') })
      expect(metadata?.patchbay?.['refused'] ?? 0).toBe(0)
      let bulks = 0
      const job = await sync(
        id,
        failingLine(() => (bulks += 1) < 12),
      )
      expect(job).toMatchObject({ status: 'completed', error: null, indexed_document_count: 40 })
      expect(job.metadata?.patchbay).toMatchObject({ refused: 0 })
      expect(Object.keys(await documents(index))).toHaveLength(40)
    })

    it('takes many failing documents for a failing server', async () => {
      const { connector, sync, documents } = ground()
      const { id, index } = await connector(newScript({ a: many(40) }))
      const line = failingLine((body) => /"_id":"d[0-7]"/.test(body))
      const job = await sync(id, line)
      expect(job).toMatchObject({ status: 'error', error: expect.stringContaining('had no room') })
      expect(job.metadata?.patchbay?.['refused'] ?? 0).toBe(0)
      expect(line.sent()).toBeLessThan(100)
      expect(await sync(id)).toMatchObject({ error: null })
      expect(Object.keys(await documents(index))).toHaveLength(40)
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
      const job = await sync(id, { bulk: { documentBytes: 1_000_000 } })
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
