import { systemClock } from '@patchbay/core'
import { afterEach, describe, expect, it } from 'vitest'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'
import { firstSeed, seeded } from './seeded.ts'

const hour = 3_600_000

/** Workers whose wall clocks jump by hours with every look, on any Elasticsearch. */
export const clockCases = (ground: () => WorkerGround): void => {
  describe('workers whose clocks jump', () => {
    afterEach(() => ground().stopWorkers())

    it(`run a long job once, and lose no lease (seed ${firstSeed})`, async () => {
      const { connector, start, request, waitFor, documents } = ground()
      const random = seeded(firstSeed)
      const clock = { ...systemClock, now: () => new Date(Date.now() + (random.below(3) - 1) * hour) }
      const all = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`d${n}`, { n }]))
      const { id, index, script } = await connector(newScript({ a: all }))
      let listings = 0
      script.onPage = async (page) => {
        if (page === 0) listings += 1
        await new Promise((resolve) => setTimeout(resolve, 600))
      }
      for (let count = 0; count < 3; count += 1) await start({ clock })
      await waitFor(await request(id), 'completed')
      expect(listings).toBe(1)
      expect(Object.keys(await documents(index))).toHaveLength(40)
    })

    it('look at their lease before they write, after a sleep in which one of them stood still', async () => {
      const { connector, sync } = ground()
      const all = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`d${n}`, { n }]))
      const { id, index, script } = await connector(newScript({ a: all }))
      let slept = 0
      const clock = { ...systemClock, now: () => new Date(Date.now() + slept) }
      const calls: string[] = []
      script.onPage = (page) => {
        if (page !== 2) return
        slept = hour
        calls.length = 0
      }
      const intercept = (
        { method, path }: { method: string; path: string },
        send: () => Promise<unknown>,
      ) => {
        calls.push(`${method} ${path}`)
        return send()
      }
      // Nothing else renews it meanwhile.
      const timing = { heartbeat: hour, watch: hour, progress: hour }
      const job = await sync(id, { clock, intercept, timing, bulk: { bytes: 100, requests: 1 } })
      expect(job).toMatchObject({ status: 'completed', indexed_document_count: 40 })
      const wrote = calls.findIndex((call) => call.endsWith(`${index}/_bulk`))
      const looked = calls.findIndex((call) => call.startsWith('PUT /patchbay-leases/'))
      expect(calls[looked]).toContain(index)
      expect(looked).toBeLessThan(wrote)
    })
  })
}
