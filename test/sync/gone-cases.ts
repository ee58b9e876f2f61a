import { describe, expect, it } from 'vitest'
import { many } from './full-sync-cases.ts'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

/** What a full sync deletes, keeps and asks about of what its source doesn't show any more, on any Elasticsearch. */
export const goneCases = (ground: () => WorkerGround): void => {
  describe('a full sync whose source lacks something', () => {
    it('keeps the documents of a part that could not be listed, and says so', async () => {
      const { connector, sync, documents } = ground()
      const { id, index, script } = await connector(newScript({ a: many(3), b: { x: {}, y: {} } }))
      await sync(id)
      script.parts = { a: many(2) }
      script.skipped = {
        b: { reason: 'it was dropped', expected: false },
        view: { reason: 'no key', expected: true },
      }
      const job = await sync(id)
      expect(job.status).toBe('error')
      expect(job.error).toBe(
        'The sync left something out. 1 part of the source could not be read and kept its documents: b, since it was dropped.',
      )
      expect(Object.keys(await documents(index)).toSorted()).toEqual(['d0', 'd1', 'x', 'y'])
      script.parts = { ...script.parts, b: { x: {}, y: {} } }
      script.skipped = { view: { reason: 'no key', expected: true } }
      expect(await sync(id)).toMatchObject({ status: 'completed', error: null })
    })

    it('asks before it deletes the documents of a part that the source no longer names, however few', async () => {
      const { connector, sync, documents, confirmDeletes, runDue, job } = ground()
      const { id, index, script } = await connector(newScript({ a: many(50), b: { x: {}, y: {} } }))
      await sync(id)
      script.parts = { a: many(49) }
      const held = await sync(id)
      expect(held).toMatchObject({ status: 'error', deleted_document_count: 0 })
      expect(held.error).toMatch(/It would delete 3 of 52 documents, so it deleted none: .*confirm-deletes/)
      expect(held.metadata?.patchbay).toMatchObject({
        held: {
          deletes: 3,
          of: 52,
          parts: [
            { part: 'b', deletes: 2 },
            { part: 'a', deletes: 1 },
          ],
        },
      })
      expect(Object.keys(await documents(index))).toHaveLength(52)
      const confirmed = await confirmDeletes(id)
      await runDue()
      expect(await job(confirmed)).toMatchObject({ status: 'completed', deleted_document_count: 3 })
      expect(Object.keys(await documents(index))).toHaveLength(49)
    })

    it('says of a part that can not be listed from now on that it kept its documents', async () => {
      const { connector, sync, documents } = ground()
      const { id, index, script } = await connector(newScript({ a: many(3), b: { x: {}, y: {} } }))
      await sync(id)
      script.parts = { a: many(3) }
      script.skipped = { b: { reason: 'it has no primary key', expected: true } }
      const job = await sync(id)
      expect(job).toMatchObject({ status: 'error', deleted_document_count: 0 })
      expect(job.error).toMatch(/kept its documents: b, since it has no primary key\.$/)
      expect(Object.keys(await documents(index))).toHaveLength(5)
    })

    it('leaves a document that somebody changed after it looked, and deletes it the next time', async () => {
      const { connector, sync, documents, es } = ground()
      const { id, index, script } = await connector(newScript({ a: many(20) }))
      await sync(id)
      script.parts = { a: many(18) }
      let changed = false
      // Nothing is new: the first bulk request is that of the deletes.
      const intercept = async (
        { path }: { path: string },
        send: () => Promise<unknown>,
      ): Promise<unknown> => {
        if (!changed && path.endsWith('/_bulk')) {
          changed = true
          await es.update({ index, id: 'd19', doc: { note: 'from somebody else' }, refresh: true })
        }
        return send()
      }
      expect(await sync(id, { intercept })).toMatchObject({
        deleted_document_count: 1,
        metadata: { patchbay: { kept: 1 } },
      })
      expect((await documents(index))['d19']).toMatchObject({ note: 'from somebody else' })
      expect(await documents(index)).not.toHaveProperty('d18')
      expect(await sync(id)).toMatchObject({ status: 'completed', deleted_document_count: 1 })
    })

    it('does not empty a small index, unless it is told to', async () => {
      const { connector, sync, documents, confirmDeletes, runDue, job } = ground()
      const { id, index, script } = await connector(newScript({ a: many(8) }))
      await sync(id)
      script.parts = { a: many(4) }
      expect(await sync(id)).toMatchObject({ status: 'completed', deleted_document_count: 4 })
      script.parts = { a: {} }
      const held = await sync(id)
      expect(held).toMatchObject({ status: 'error', deleted_document_count: 0 })
      expect(held.error).toMatch(/It would delete 4 of 4 documents, so it deleted none/)
      expect(Object.keys(await documents(index))).toHaveLength(4)
      const confirmed = await confirmDeletes(id)
      await runDue()
      expect(await job(confirmed)).toMatchObject({ status: 'completed', deleted_document_count: 4 })
    })

    it('does not delete more than a fifth of the documents, unless it is told to', async () => {
      const { connector, sync, documents } = ground()
      const { id, index, script } = await connector(newScript({ a: many(40) }))
      await sync(id)
      script.parts = { a: many(20) }
      const job = await sync(id)
      expect(job).toMatchObject({ status: 'error', deleted_document_count: 0 })
      expect(job.error).toMatch(/It would delete 20 of 40 documents, so it deleted none: .*confirm-deletes/)
      expect(Object.keys(await documents(index))).toHaveLength(40)
      expect(job.metadata?.patchbay).toMatchObject({
        unchanged: 20,
        held: { deletes: 20, of: 40, parts: [{ part: 'a', deletes: 20 }] },
      })
      expect(await sync(id, { maxDeletedShare: 0.5 })).toMatchObject({
        status: 'completed',
        deleted_document_count: 20,
      })
    })

    it('deletes more once somebody confirmed it, and asks again when much more is gone', async () => {
      const { connector, sync, documents, confirmDeletes, waitFor, runDue } = ground()
      const { id, index, script } = await connector(newScript({ a: many(100) }))
      await sync(id)
      script.parts = { a: many(60) }
      expect(await sync(id)).toMatchObject({ status: 'error', deleted_document_count: 0 })
      const confirmed = await confirmDeletes(id)
      script.parts = { a: many(20) }
      await runDue()
      expect(await waitFor(confirmed, 'error')).toMatchObject({ deleted_document_count: 0 })
      expect(Object.keys(await documents(index))).toHaveLength(100)
      const again = await confirmDeletes(id)
      script.parts = { a: many(18) }
      await runDue()
      expect(await waitFor(again, 'completed')).toMatchObject({ deleted_document_count: 82 })
      // Used up: the next one holds back again.
      script.parts = { a: many(1) }
      expect(await sync(id)).toMatchObject({ status: 'error', deleted_document_count: 0 })
      expect(Object.keys(await documents(index))).toHaveLength(18)
    })
  })
}
