import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { firstSeed, forEachSeed, seeded } from '../sync/seeded.ts'
import { type FaultGround, openFaultGround } from './open-fault-ground.ts'
import { spawnWorker } from './spawn-worker.ts'

const runs = Number(process.env['PATCHBAY_RUNS'] ?? 100)

const timing = {
  watch: 50,
  progress: 100,
  heartbeat: 200,
  leaseTerm: 1_000,
  abandoned: 1_500,
  patience: 5_000,
}
const documents = 200
const pause = 20
const within = { timeout: 30_000, interval: 20 }

const hits = z.object({
  hits: z.object({
    hits: z.array(
      z.object({
        _id: z.string(),
        _seq_no: z.int(),
        _version: z.int(),
        _source: z.looseObject({ body: z.string() }),
      }),
    ),
  }),
})

const numbersFrom = (from: number): number[] => Array.from({ length: documents }, (_, n) => n + from)
const idsFrom = (from: number): string[] =>
  numbersFrom(from)
    .map((n) => `d${n}`)
    .toSorted()

/** Every fourth is the same for both workers, but new; every fourth is for the second as the index had it before. */
const kinds = ['both', 'changed', 'as before', 'changed'] as const
const kindOf = (n: number) => kinds[n % kinds.length]
const textOf = (n: number, when: 'old' | 'new', seed: number): string => {
  const kind = kindOf(n)
  if (kind === 'both') return `both ${seed} `
  return kind === 'as before' && when === 'new' ? 'as before ' : `${when} ${seed} `
}

const hasEnded = ({ status }: { status: string }): boolean => !['pending', 'in_progress'].includes(status)

describe('a worker process that is stopped for longer than its lease', () => {
  let opened: FaultGround | undefined
  beforeAll(async () => {
    opened = await openFaultGround()
  })
  afterAll(() => opened?.close())

  it(
    `leaves nothing of its own once it goes on (${runs} pauses from seed ${firstSeed})`,
    async () => {
      if (opened === undefined) throw new Error('Local Elasticsearch has not started.')
      const fault = opened
      const { ground, folder } = fault
      const directory = join(folder, 'many.json')
      const { id, index } = await ground.connectorOf('paced', { directory })
      const fill = (when: 'old' | 'new', from: number, seed: number): Promise<void> =>
        writeFile(
          directory,
          JSON.stringify({
            pause,
            documents: Object.fromEntries(
              numbersFrom(from).map((n) => [`d${n}`, textOf(n, when, seed).repeat(2_000)]),
            ),
          }),
        )
      const state = async () => {
        await ground.es.indices.refresh({ index })
        const found = hits.parse(
          await ground.es.search({ index, size: 1_000, version: true, seq_no_primary_term: true }),
        )
        return found.hits.hits
          .map(({ _id: one, _seq_no, _version, _source: { body } }) => {
            const n = Number(one.slice(1))
            const text = body.slice(0, body.indexOf(' ', body.indexOf(' ') + 1) + 1)
            return { id: one, n, text, written: `${_version} ${_seq_no}` }
          })
          .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      }
      let lost = 0
      await forEachSeed(runs, async (seed) => {
        const random = seeded(seed)
        const [first, second] = await Promise.all([spawnWorker(fault, timing), spawnWorker(fault, timing)])
        await fill('old', 0, seed)
        const job = await ground.request(id)
        first.go()
        await vi.waitUntil(() => first.said.includes(`begun ${job}`), within)
        await new Promise((resolve) => setTimeout(resolve, random.below(450)))
        first.signal('SIGSTOP')
        // What the first has read is old by now, and some of it gone.
        await fill('new', 10, seed)
        // It may have written the end of the job, and not yet the connector's.
        const wasDone = (await ground.job(job)).status === 'completed'
        second.go()
        if (!wasDone) await vi.waitUntil(() => second.said.includes(`ended ${job} completed`), within)
        const after = await ground.job(job)
        // A sign of life that was under way may still come.
        const stored = async () => ({ ...(await ground.stored(id)), last_seen: undefined })
        const connector = await stored()
        const before = await state()
        const jobs = await ground.jobsOf(id)
        first.signal('SIGCONT')
        await vi.waitUntil(() => first.said.some((line) => line.startsWith(`ended ${job}`)), within)
        await new Promise((resolve) => setTimeout(resolve, 100))
        const now = await state()
        expect(await ground.job(job)).toEqual(after)
        const [when, from] = wasDone ? (['old', 0] as const) : (['new', 10] as const)
        const wanted = idsFrom(from).map((one) => [one, textOf(Number(one.slice(1)), when, seed)])
        const texts = (found: typeof before) => found.map(({ id: one, text }) => [one, text])
        expect(texts(before)).toEqual(wanted)
        // What it changed of documents that its successor had no need to write is put right by one more sync.
        const others = (found: typeof before) => found.filter(({ n }) => kindOf(n) !== 'as before')
        expect(others(now)).toEqual(others(before))
        expect(now.map(({ id: one }) => one)).toEqual(idsFrom(from))
        await vi.waitUntil(async () => (await ground.jobsOf(id)).every(hasEnded), within)
        expect(texts(await state())).toEqual(wanted)
        const again = wasDone || (await ground.jobsOf(id)).length > jobs.length
        expect(again ? connector : await stored()).toEqual(connector)
        if (wasDone) await ground.waitFor(await ground.request(id), 'completed')
        else lost += 1
        for (const worker of [first, second]) worker.signal('SIGKILL')
        await Promise.all([first.ended, second.ended])
      })
      // A pause that comes too late proves nothing.
      expect(lost).toBeGreaterThan(runs / 2)
    },
    120_000 + runs * 60_000,
  )
})
