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
  })
}
