import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { firstSeed, forEachSeed, type Random, seeded } from '../sync/seeded.ts'
import { type ChangingSource, changingSources, firstLate } from './changing-sources.ts'
import { type FaultGround, openFaultGround } from './open-fault-ground.ts'
import { spawnWorker, type WorkerProcess } from './spawn-worker.ts'

/** The full count takes some hours: `PATCHBAY_RUNS=10` is enough for a look. */
const runs = Number(process.env['PATCHBAY_RUNS'] ?? 200)

const timing = {
  watch: 50,
  progress: 100,
  heartbeat: 200,
  leaseTerm: 1_000,
  abandoned: 1_500,
  patience: 10_000,
}
const rows = 250
const longest = 12_000
const mostDeaths = 2
/** So small that a sync of what changed takes several bulk requests. */
const bulk = { bytes: 64 * 1024 }
/** Milliseconds that a slow Elasticsearch takes more for each: long enough for checkpoints. */
const longestLag = 400

const hitsSchema = z.object({
  hits: z.object({
    hits: z.array(z.object({ _id: z.string(), _source: z.record(z.string(), z.unknown()) })),
  }),
})

/** Fewer runs may miss it: on a quick machine few syncs come to a checkpoint before they end. */
const enough = { told: 20, passed: 100, resumed: 100 }

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
      /** Of the same source; its syncs all are the first into their index. */
      let fresh = { id: '', index: '' }
      const inSource = new Map<number, string>()
      /** What the index may still have: incremental syncs leave what is gone, and so do those that went on from a checkpoint. */
      const gone = new Map<number, string>()
      /** Whether the index has a document of somebody else: then no chunk is ever passed over. */
      let isShared = false
      let next: Promise<WorkerProcess> | undefined

      const spawned = (): Promise<WorkerProcess> => spawnWorker(fault(), timing, bulk)
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
        fresh = await ground.connectorOf(source.serviceType, source.values)
        const random = seeded(firstSeed)
        for (let n = 0; n < rows; n += 1) inSource.set(n, textOf(random))
        await source.put(inSource)
        await ground.sync(connector.id)
      })
      afterAll(async () => {
        const waiting = await next
        waiting?.signal('SIGKILL')
        await source?.close()
      })

      const change = async (random: Random): Promise<void> => {
        if (source === undefined) throw new Error('The source has not started.')
        const { es } = fault().ground
        const { index } = connector
        if (random.chance(0.2)) isShared = !isShared
        if (isShared) await es.index({ index, id: 'stranger', document: { n: 0 } })
        else await es.delete({ index, id: 'stranger' }, { ignore: [404] })
        // Then a table of PostgreSQL is as it was, and passed over.
        const first = random.chance(0.5) ? firstLate : 0
        const numbers = [...inSource.keys()].filter((n) => n >= first)
        // Where few have changed, a source that tells fingerprints gives only these.
        const share = random.chance(0.5) ? 0.3 : 0.06
        const changed = new Map(numbers.filter(() => random.chance(share)).map((n) => [n, textOf(random)]))
        const newest = Math.max(...numbers)
        for (let n = newest + 1; n <= newest + 5; n += 1) changed.set(n, textOf(random))
        const removed = random.chance(0.25) ? numbers.filter((n) => !changed.has(n)).slice(0, 5) : []
        await source.put(changed)
        if (removed.length > 0) await source.remove(removed)
        for (const [n, text] of changed) inSource.set(n, text)
        for (const n of removed) {
          gone.set(n, inSource.get(n) ?? '')
          inSource.delete(n)
        }
      }

      /** All documents of ours, with our marks. */
      const contents = async (index: string): Promise<Map<string, Record<string, unknown>>> => {
        const { es } = fault().ground
        await es.indices.refresh({ index })
        const { hits } = hitsSchema.parse(await es.search({ index, size: 2_000 })).hits
        const ours = hits.filter(({ _id }) => _id !== 'stranger')
        // Files tell when they were read last, which makes no other document of them.
        return new Map(
          ours.map(({ _id, _source: { _timestamp, last_access_time: _accessed, ...rest } }) => [_id, rest]),
        )
      }

      /** @throws where the index has anything else than what a first sync makes, or what is gone and `mayStay`. */
      const compare = async (mayStay: boolean): Promise<void> => {
        const { ground } = fault()
        if (await ground.es.indices.exists({ index: fresh.index }))
          await ground.es.indices.delete({ index: fresh.index })
        const { status, error } = await ground.sync(fresh.id)
        if (status !== 'completed') throw new Error(`The first sync is ${status}: ${error}`)
        const found = await contents(connector.index)
        const wanted = await contents(fresh.index)
        for (const [id, document] of wanted) {
          if (isDeepStrictEqual(found.get(id), document)) continue
          const words = [found.get(id), document].map((one) => JSON.stringify(one)?.slice(0, 400))
          throw new Error(`${id} is not as it should be: ${words.join(' instead of ')}`)
        }
        const rowOf = (document: object): readonly [number, string] =>
          source?.rowOf(z.looseObject({}).parse(document)) ?? [0, '']
        if (!isDeepStrictEqual(new Map([...wanted.values()].map(rowOf)), inSource))
          throw new Error('A first sync has not what the source has.')
        for (const [id, document] of found) {
          if (wanted.has(id)) continue
          const [n, text] = rowOf(document)
          if (!mayStay || gone.get(n) !== text) throw new Error(`${id} is there, and should not be.`)
        }
        const stranger = isShared && (await ground.es.get({ index: connector.index, id: 'stranger' }))
        if (isShared && !isDeepStrictEqual(stranger && stranger._source, { n: 0 }))
          throw new Error('A document of somebody else was lost.')
        if (!mayStay) gone.clear()
      }

      /** What syncs left goes with a full one. */
      const clear = async (): Promise<void> => {
        const { ground } = fault()
        const worker = await ground.start({ maxDeletedShare: 1 })
        await ground.waitFor(await ground.request(connector.id), 'completed')
        await worker.stop()
        await compare(false)
      }

      /** What the kills of all runs met. */
      const met = { deaths: 0, told: 0, passed: 0, resumed: 0 }

      /** @returns whether the sync may have left what is gone. */
      const oneRun = async (random: Random, kind: 'full' | 'incremental'): Promise<boolean> => {
        const { ground } = fault()
        await change(random)
        const lag = random.chance(0.5) ? random.below(longestLag) : 0
        const job = await ground.request(connector.id, kind)
        let deaths = 0
        let wentOn = false
        const died = ({ said }: WorkerProcess): void => {
          deaths += 1
          met.deaths += 1
          if (said.some((line) => line.startsWith('fingerprints'))) met.told += 1
          if (said.includes('passes')) met.passed += 1
        }
        const follow = ({ said }: WorkerProcess): void => {
          if (!said.includes('resumes')) return
          met.resumed += 1
          wentOn = true
        }
        for (;;) {
          const worker = await take()
          const dies = deaths < mostDeaths && random.chance(0.8)
          // With a call or with a page; else at some time after it began.
          const way = dies ? random.below(10) : 9
          const after = random.below(600)
          if (way < 4) worker.go({ lag, dieAt: 1 + random.below(60), afterSending: random.chance(0.5) })
          else if (way < 7) worker.go({ lag, dieAtPage: 1 + random.below(12) })
          else worker.go({ lag })
          let timed = !dies || way < 7
          const until = Date.now() + 60_000
          for (;;) {
            const { status, error } = await ground.job(job)
            if (status === 'completed') {
              if (worker.gone()) died(worker)
              worker.signal('SIGKILL')
              await worker.ended
              follow(worker)
              return kind === 'incremental' || wentOn
            }
            if (status === 'error') throw new Error(`The job failed: ${error}`)
            if (worker.gone()) break
            if (!timed && worker.said.includes(`begun ${job}`)) {
              timed = true
              setTimeout(() => worker.signal('SIGKILL'), after).unref()
            }
            if (Date.now() > until) throw new Error(`The job stays ${status}: ${worker.said.join('; ')}`)
            await new Promise((resolve) => setTimeout(resolve, 20))
          }
          died(worker)
          follow(worker)
        }
      }

      /** Runs of which some surely meet what only syncs of PostgreSQL with several pieces have. */
      const least = (kind: string, met: keyof typeof enough): number =>
        kind === 'full' && name === 'postgresql' && runs >= enough[met] ? runs : -1

      for (const kind of ['full', 'incremental'] as const) {
        it(
          `has what the source has after ${kind} syncs (${runs} runs from seed ${firstSeed})`,
          async ({ skip }) => {
            if (kind === 'incremental' && source?.incremental !== true) skip()
            Object.assign(met, { deaths: 0, told: 0, passed: 0, resumed: 0 })
            await forEachSeed(runs, async (seed) => {
              const mayStay = await oneRun(seeded(seed), kind)
              await compare(mayStay)
              // Before it is too much for one sync.
              if (gone.size > 30) await clear()
            })
            await clear()
            process.stdout.write(`${name}, ${kind}: ${JSON.stringify({ runs, seed: firstSeed, ...met })}\n`)
            // A kill that never comes proves nothing.
            expect(met.deaths).toBeGreaterThan(runs / 4)
            expect(met.told).toBeGreaterThan(least(kind, 'told') / 8)
            expect(met.passed).toBeGreaterThan(least(kind, 'passed') / 200)
            expect(met.resumed).toBeGreaterThan(least(kind, 'resumed') / 100)
          },
          60_000 + runs * 60_000,
        )
      }
    })
  }
})
