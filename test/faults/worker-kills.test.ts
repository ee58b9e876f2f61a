import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { firstSeed, forEachSeed, type Random, seeded } from '../sync/seeded.ts'
import { type ChangingSource, changingSources } from './changing-sources.ts'
import { type FaultGround, openFaultGround } from './open-fault-ground.ts'
import { spawnWorker, type WorkerProcess } from './spawn-worker.ts'

/** The full count takes about two hours: `PATCHBAY_RUNS=10` is enough for a look. */
const runs = Number(process.env['PATCHBAY_RUNS'] ?? 200)

const timing = {
  watch: 50,
  progress: 100,
  heartbeat: 200,
  leaseTerm: 1_000,
  abandoned: 1_500,
  patience: 10_000,
}
/** Enough for several bulk requests. */
const rows = 250
const longest = 12_000
const mostDeaths = 2

const textOf = (random: Random): string =>
  `${random.below(1_000_000)} `.repeat(1 + Math.floor((random.below(2) * longest) / 8))

describe('a worker process that is killed in the middle of a sync', () => {
  let opened: FaultGround | undefined
  beforeAll(async () => {
    opened = await openFaultGround()
  })
  afterAll(() => opened?.close())
  const fault = (): FaultGround => {
    if (opened === undefined) throw new Error('Local Elasticsearch has not started.')
    return opened
  }

  for (const [name, { why, open }] of Object.entries(changingSources)) {
    describe.skipIf(why !== undefined)(`${name}${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
      let source: ChangingSource | undefined
      let connector = { id: '', index: '' }
      const inSource = new Map<number, string>()
      /** What the index has to have: incremental syncs leave what is gone. */
      let inIndex = new Map<number, string>()
      let next: Promise<WorkerProcess> | undefined

      const spawned = (): Promise<WorkerProcess> => {
        const { url, ground } = fault()
        return spawnWorker(url, ground, timing)
      }
      /** A worker that waits, while the one after it starts. */
      const take = async (): Promise<WorkerProcess> => {
        const worker = await (next ?? spawned())
        next = spawned()
        return worker
      }

      beforeAll(async () => {
        const { ground, folder } = fault()
        source = await open(folder)
        connector = await ground.connectorOf(source.serviceType, source.values)
        const random = seeded(firstSeed)
        for (let n = 0; n < rows; n += 1) inSource.set(n, textOf(random))
        await source.put(inSource)
        await ground.sync(connector.id)
        inIndex = new Map(inSource)
        await ground.es.index({ index: connector.index, id: 'stranger', document: { n: 0 } })
      })
      afterAll(async () => {
        const waiting = await next
        waiting?.signal('SIGKILL')
        await source?.close()
      })

      const change = async (random: Random, kind: string): Promise<void> => {
        if (source === undefined) throw new Error('The source has not started.')
        const numbers = [...inSource.keys()]
        const changed = new Map(numbers.filter(() => random.chance(0.3)).map((n) => [n, textOf(random)]))
        const newest = Math.max(...numbers)
        for (let n = newest + 1; n <= newest + 5; n += 1) changed.set(n, textOf(random))
        const gone = numbers.filter((n) => !changed.has(n)).slice(0, 5)
        await source.put(changed)
        await source.remove(gone)
        for (const [n, text] of changed) inSource.set(n, text)
        for (const n of gone) inSource.delete(n)
        inIndex = new Map(kind === 'full' ? inSource : [...inIndex, ...inSource])
      }

      /** @throws where the index has anything else than it has to. */
      const compare = async (): Promise<void> => {
        const { stranger, ...documents } = await fault().ground.documents(connector.index)
        const found = new Map(
          Object.values(documents).map((one) => source?.rowOf(z.looseObject({}).parse(one)) ?? [0, '']),
        )
        const others = [...new Set([...inIndex.keys(), ...found.keys()])].filter(
          (n) => found.get(n) !== inIndex.get(n),
        )
        if (others.length > 0) throw new Error(`The rows ${others.join(', ')} are not as they should be.`)
        if (!isDeepStrictEqual(stranger, { n: 0 })) throw new Error('A document of somebody else was lost.')
      }

      /** What incremental syncs leave goes with a full one before it is too much. */
      const clear = async (): Promise<void> => {
        const { ground } = fault()
        const worker = await ground.start({ maxDeletedShare: 1 })
        await ground.waitFor(await ground.request(connector.id), 'completed')
        await worker.stop()
        inIndex = new Map(inSource)
        await compare()
      }

      const oneRun = async (random: Random, kind: 'full' | 'incremental'): Promise<number> => {
        const { ground } = fault()
        await change(random, kind)
        const job = await ground.request(connector.id, kind)
        let deaths = 0
        for (;;) {
          const worker = await take()
          // Sometimes at a random time instead of a random call.
          const dies = deaths < mostDeaths && random.chance(0.8)
          if (dies && random.chance(0.6))
            worker.go({ dieAt: 1 + random.below(35), afterSending: random.chance(0.5) })
          else worker.go()
          if (dies) setTimeout(() => worker.signal('SIGKILL'), random.below(1_500)).unref()
          const until = Date.now() + 60_000
          for (;;) {
            const { status, error } = await ground.job(job)
            if (status === 'completed') {
              const survived = !worker.gone()
              worker.signal('SIGKILL')
              await worker.ended
              return survived && deaths === 0 ? 0 : deaths + (survived ? 0 : 1)
            }
            if (status === 'error') throw new Error(`The job failed: ${error}`)
            if (worker.gone()) break
            if (Date.now() > until) throw new Error(`The job stays ${status}: ${worker.said.join('; ')}`)
            await new Promise((resolve) => setTimeout(resolve, 20))
          }
          deaths += 1
        }
      }

      for (const kind of ['full', 'incremental'] as const) {
        it(
          `has what the source has after ${kind} syncs (${runs} runs from seed ${firstSeed})`,
          async ({ skip }) => {
            if (kind === 'incremental' && source?.incremental !== true) skip()
            let deaths = 0
            await forEachSeed(runs, async (seed) => {
              deaths += await oneRun(seeded(seed), kind)
              await compare()
              if (inIndex.size > inSource.size + 30) await clear()
            })
            // A kill that never comes proves nothing.
            expect(deaths).toBeGreaterThan(runs / 4)
          },
          60_000 + runs * 60_000,
        )
      }
    })
  }
})
