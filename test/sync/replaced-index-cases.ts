import { afterEach, describe, expect, it } from 'vitest'
import { many } from './full-sync-cases.ts'
import type { WorkerGround } from './open-worker.ts'
import { newScript, type Script } from './scripted-source.ts'

/** A sync that goes on where its index, or what is to stand in it, is another one than it began with. */
export const replacedIndexCases = (ground: () => WorkerGround): void => {
  describe('a sync that was stopped in the middle', () => {
    afterEach(() => ground().stopWorkers())

    /** Stops a full sync after a checkpoint. */
    const stopped = async (script: Script) => {
      const { connector, start, request, waitFor } = ground()
      const made = await connector(script)
      const reached = Promise.withResolvers<void>()
      script.onPage = async (page, signal) => {
        // Checkpoints are kept once a second at least.
        if (page === 5) await new Promise((resolve) => setTimeout(resolve, 1_100))
        if (page !== 8) return
        reached.resolve()
        await new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        )
      }
      const worker = await start()
      const asked = await request(made.id)
      await reached.promise
      await worker.stop()
      const job = await waitFor(asked, 'suspended')
      expect(job.metadata?.patchbay).toMatchObject({ checkpoint: { at: { part: 'a', at: 30 } } })
      script.onPage = () => {}
      return { ...made, asked }
    }

    it('begins anew where its index was made anew meanwhile', async () => {
      const { es, runDue, job, documents } = ground()
      const { index, asked, script } = await stopped({ ...newScript({ a: many(60) }), checkpoints: true })
      await es.indices.delete({ index })
      await runDue()
      expect(await job(asked)).toMatchObject({ status: 'completed', total_document_count: 60 })
      expect(Object.keys(await documents(index))).toHaveLength(60)
      expect(script.resumed).toEqual([])
    })

    it('begins anew where documents are to say who may see them from now on', async () => {
      const { es, runDue, job, documents } = ground()
      const script = { ...newScript({ a: many(60) }), checkpoints: true, access: { d1: ['user:ada'] } }
      const { id, index, asked } = await stopped(script)
      const configuration = { use_document_level_security: { value: true } }
      await es.update({ index: '.elastic-connectors', id, doc: { configuration }, refresh: true })
      await runDue()
      expect(await job(asked)).toMatchObject({ status: 'completed', total_document_count: 60 })
      const found = await documents(index)
      expect(found['d1']).toMatchObject({ _allow_access_control: ['user:ada'] })
      for (const one of Object.values(found)) expect(one).toHaveProperty('_allow_access_control')
    })
  })
}

/** The same where Elasticsearch makes by itself an index that was deleted. */
export const deletedIndexCases = (ground: () => WorkerGround): void => {
  it('a sync whose index is deleted meanwhile says so, and the next one writes everything', async () => {
    const { connector, sync, es, documents } = ground()
    const { id, index, script } = await connector(newScript({ a: many(60) }))
    script.onPage = async (page) => {
      if (page !== 4) return
      const count = async () => (await es.indices.refresh({ index }), (await es.count({ index })).count)
      await expect.poll(count, { timeout: 15_000 }).toBeGreaterThan(0)
      await es.indices.delete({ index })
    }
    const job = await sync(id, { bulk: { bytes: 300, requests: 1, documentBytes: 1_000, linger: 0 } })
    expect(job.status).toBe('error')
    expect(job.error).toBe(
      `The index ${index} was deleted while it was written. Sync again: the index is made anew.`,
    )
    script.onPage = () => {}
    expect(await sync(id)).toMatchObject({ status: 'completed', total_document_count: 60 })
    expect(Object.keys(await documents(index))).toHaveLength(60)
  })
}
