import { afterEach, describe, expect, it } from 'vitest'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

const many = (count: number): Record<string, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`d${n}`, { n }]))

const ofWaiting = (lines: readonly string[]): string[] => lines.filter((line) => line.includes('waits for'))

/** What a worker's log says of syncs that wait for somebody who may be dead, on any Elasticsearch. */
export const waitingCases = (ground: () => WorkerGround): void => {
  describe('a worker that waits for another', () => {
    afterEach(() => ground().stopWorkers())

    /** It looks several times between saying that a sync waits and taking it over, on a busy machine too. */
    const patient = () => {
      const { leaseTerm = 0, abandoned = 0, ...timing } = ground().options().timing ?? {}
      return { ...timing, leaseTerm: leaseTerm * 3, abandoned: abandoned * 2 }
    }

    it('says who runs a sync when it begins, and once for whom that sync waits, why, and about how long', async () => {
      const { connector, start, options, request, waitFor } = ground()
      const { id, index, script } = await connector(newScript({ a: many(30) }))
      const reached = Promise.withResolvers<void>()
      const thaw = Promise.withResolvers<void>()
      script.onPage = async (page) => {
        if (page !== 1) return
        reached.resolve()
        await thaw.promise
      }
      // Every call of the first worker hangs from then on, as if its process was killed.
      let frozen = Promise.resolve()
      const intercept = async (_call: unknown, send: () => Promise<unknown>): Promise<unknown> => {
        await frozen
        return send()
      }
      const first = await start({ intercept, name: 'blue' })
      const asked = await request(id)
      await reached.promise
      frozen = thaw.promise
      script.onPage = () => {}
      const { lines, ...second } = options({ name: 'green', timing: patient() })
      await start(second)
      await waitFor(asked, 'completed')
      thaw.resolve()
      await first.stop()
      const about = `${id}: a full sync is run by the worker blue at the index ${index}; should that be dead, this one takes over in about`
      expect(lines.filter((line) => line.includes('is run by'))).toEqual([expect.stringContaining(about)])
      expect(ofWaiting(lines)).toHaveLength(1)
      expect(ofWaiting(lines)[0]).toMatch(
        new RegExp(
          `^${id}: a full sync waits for the worker blue at the index ${index}, which gave no sign of life ` +
            String.raw`for \d+ s: unless it does, this worker takes over in about \d+ s$`,
        ),
      )
    })

    it('says it too of a sync of another service, which is left alone for longer', async () => {
      const { connector, start, options, request, waitFor, es } = ground()
      const { id } = await connector(newScript({ a: many(3) }))
      const asked = await request(id)
      await es.connector.syncJobClaim({ connector_sync_job_id: asked, worker_hostname: 'elsewhere' })
      const { lines, ...given } = options({ timing: patient() })
      await start(given)
      await waitFor(asked, 'completed')
      expect(ofWaiting(lines)).toHaveLength(1)
      expect(ofWaiting(lines)[0]).toMatch(
        new RegExp(
          `^${id}: a full sync waits for another service on elsewhere, which gave no sign of life ` +
            String.raw`for \d+ s: unless it does, this worker takes over in about \d+ s$`,
        ),
      )
    })

    it('says of a sync of a worker that lives nothing but who runs it', async () => {
      const { connector, start, options, request, waitFor } = ground()
      const { id, index, script } = await connector(newScript({ a: many(30) }))
      const { promise: released, resolve: release } = Promise.withResolvers<void>()
      const reached = Promise.withResolvers<void>()
      script.onPage = async () => {
        reached.resolve()
        await released
      }
      await start({ name: 'blue' })
      const asked = await request(id)
      await reached.promise
      const looks: number[] = []
      const { lines, observe, timing, ...second } = options()
      await start({
        ...second,
        timing: { ...timing, leaseTerm: 30_000 },
        observe: (event) => {
          observe(event)
          if (event.is === 'round') looks.push(event.waiting)
        },
      })
      await expect.poll(() => looks.length, { timeout: 15_000 }).toBeGreaterThan(5)
      release()
      await waitFor(asked, 'completed')
      expect(lines.filter((line) => /waits for|is run by/.test(line))).toEqual([
        `${id}: a full sync is run by the worker blue at the index ${index}; should that be dead, this one takes over in about 30 s`,
      ])
    })
  })
}
