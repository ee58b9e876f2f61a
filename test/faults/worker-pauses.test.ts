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

const idsFrom = (from: number): string[] =>
  Array.from({ length: documents }, (_, n) => `d${n + from}`).toSorted()

describe('a worker process that is stopped for longer than its lease', () => {
  let opened: FaultGround | undefined
  beforeAll(async () => {
    opened = await openFaultGround()
  })
  afterAll(() => opened?.close())

  it(
    `changes nothing of its successor's once it goes on (${runs} pauses from seed ${firstSeed})`,
    async () => {
      if (opened === undefined) throw new Error('Local Elasticsearch has not started.')
      const { url, ground, folder } = opened
      const directory = join(folder, 'many.json')
      const { id, index } = await ground.connectorOf('paced', { directory })
      const fill = (text: string, from: number): Promise<void> =>
        writeFile(
          directory,
          JSON.stringify({
            pause,
            documents: Object.fromEntries(
              Array.from({ length: documents }, (_, n) => [`d${n + from}`, text.repeat(2_000)]),
            ),
          }),
        )
      const state = async () => {
        await ground.es.indices.refresh({ index })
        const found = hits.parse(
          await ground.es.search({ index, size: 1_000, version: true, seq_no_primary_term: true }),
        )
        return found.hits.hits
          .map(({ _id, _seq_no, _version, _source }) => ({
            id: _id,
            written: `${_version} ${_seq_no} ${_source.body.slice(0, 10)}`,
          }))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      }
      let lost = 0
      await forEachSeed(runs, async (seed) => {
        const random = seeded(seed)
        const [first, second] = await Promise.all([
          spawnWorker(url, ground, timing),
          spawnWorker(url, ground, timing),
        ])
        await fill(`old ${seed} `, 0)
        const job = await ground.request(id)
        first.go()
        await vi.waitUntil(() => first.said.includes(`begun ${job}`), within)
        await new Promise((resolve) => setTimeout(resolve, random.below(450)))
        first.signal('SIGSTOP')
        // What the first has read is old by now, and some of it gone.
        await fill(`new ${seed} `, 10)
        // It may have written the end of the job, and not yet the connector's.
        const wasDone = (await ground.job(job)).status === 'completed'
        second.go()
        if (!wasDone) await vi.waitUntil(() => second.said.includes(`ended ${job} completed`), within)
        const after = await ground.job(job)
        // A sign of life that was under way may still come.
        const stored = async () => ({ ...(await ground.stored(id)), last_seen: undefined })
        const connector = await stored()
        const before = await state()
        first.signal('SIGCONT')
        await vi.waitUntil(() => first.said.some((line) => line.startsWith(`ended ${job}`)), within)
        await new Promise((resolve) => setTimeout(resolve, 100))
        const now = await state()
        expect(now).toEqual(expect.arrayContaining(before))
        expect(await ground.job(job)).toEqual(after)
        expect(wasDone ? connector : await stored()).toEqual(connector)
        if (!wasDone) lost += 1
        const [text, from] = wasDone ? ['old', 0] : ['new', 10]
        expect(before.filter(({ written }) => !written.includes(` ${text} ${seed}`))).toEqual([])
        expect(before.map(({ id: one }) => one)).toEqual(idsFrom(from))
        // No version fences a document that is gone: the one request that was on its way to the server may bring it
        // back, until the next full sync.
        await ground.waitFor(await ground.request(id), 'completed')
        expect((await state()).map(({ id: one }) => one)).toEqual(idsFrom(10))
        for (const worker of [first, second]) worker.signal('SIGKILL')
        await Promise.all([first.ended, second.ended])
      })
      // A pause that comes too late proves nothing.
      expect(lost).toBeGreaterThan(runs / 2)
    },
    120_000 + runs * 60_000,
  )
})
