import { hostname } from 'node:os'
import { PatchbayError } from '@patchbay/core'
import { afterEach, describe, expect, it } from 'vitest'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

/** What a worker tells of itself, on any Elasticsearch. */
export const toldCases = (ground: () => WorkerGround): void => {
  describe('what a worker tells', () => {
    afterEach(() => ground().stopWorkers())

    it('says once why it finds no work, and when it does again', async () => {
      const { start, options } = ground()
      let isRefused = true
      const intercept = (_call: unknown, send: () => Promise<unknown>): Promise<unknown> =>
        isRefused ? Promise.reject(new PatchbayError('elasticsearch.unauthenticated', 'no such key')) : send()
      const given = options({ intercept })
      await start(given)
      const said = () => given.lines.filter((line) => /no such key|its work/.test(line))
      await expect.poll(said).toHaveLength(1)
      isRefused = false
      await expect.poll(said).toHaveLength(2)
      expect(said()).toEqual([
        expect.stringMatching(/can't go on for now: no such key\. .*cluster setup --service worker/),
        'The worker finds its work again.',
      ])
    })

    it('announces itself', async () => {
      const { start, es } = ground()
      const worker = await start({ name: 'the one' })
      await new Promise((resolve) => setTimeout(resolve, 300))
      await worker.stop()
      await es.indices.refresh({ index: 'patchbay-leases' })
      const found = await es.search({
        index: 'patchbay-leases',
        query: { term: { kind: 'worker' } },
        size: 1_000,
      })
      expect(found.hits.hits.map((hit) => hit._source)).toContainEqual(
        expect.objectContaining({ name: 'the one', state: 'stopped' }),
      )
    })

    it('is called by its machine and its process where it has no name, also where a sync says who runs it', async () => {
      const { connector, start, request, waitFor, es } = ground()
      const name = `${hostname()}:${process.pid}`
      const worker = await start()
      const unnamed = await request((await connector(newScript())).id)
      expect(await waitFor(unnamed, 'completed')).toMatchObject({ worker_hostname: name })
      await worker.stop()
      await es.indices.refresh({ index: 'patchbay-leases' })
      const found = await es.search({
        index: 'patchbay-leases',
        query: { term: { kind: 'worker' } },
        size: 1_000,
      })
      expect(found.hits.hits.map((hit) => hit._source)).toContainEqual(
        expect.objectContaining({ name, host: hostname(), state: 'stopped' }),
      )
      await start({ name: 'blue' })
      const named = await request((await connector(newScript())).id)
      expect(await waitFor(named, 'completed')).toMatchObject({ worker_hostname: 'blue' })
    })
  })
}
