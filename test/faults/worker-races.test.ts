import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultTiming } from '@patchbay/core/sync'
import { firstSeed, seeded } from '../sync/seeded.ts'
import { type FaultGround, openFaultGround } from './open-fault-ground.ts'
import { spawnWorker, type WorkerProcess } from './spawn-worker.ts'

/** Jobs that workers race for. */
const races = Number(process.env['PATCHBAY_RUNS'] ?? 1_000)
const atOnce = 20
const crews = [2, 3, 4, 5, 6, 7, 8]

describe('several worker processes that want the same jobs', () => {
  let opened: FaultGround | undefined
  beforeAll(async () => {
    opened = await openFaultGround()
  })
  afterAll(() => opened?.close())

  it(
    `run each of them once (${races} jobs, seed ${firstSeed})`,
    async () => {
      if (opened === undefined) throw new Error('Local Elasticsearch has not started.')
      const fault = opened
      const { ground, folder } = fault
      const random = seeded(firstSeed)
      const directory = join(folder, 'few.json')
      await writeFile(directory, JSON.stringify({ pause: 5, documents: { a: 1, b: 2 } }))
      const connectors = await Promise.all(
        Array.from({ length: Math.min(atOnce, races) }, () => ground.connectorOf('paced', { directory })),
      )
      const workers: WorkerProcess[] = []
      const asked: string[] = []
      for (const crew of crews) {
        while (workers.length < crew) {
          // No quicker than in earnest: a worker that has to wait for its turn must not lose its lease for that.
          const worker = await spawnWorker(fault, { ...defaultTiming, watch: 500 })
          worker.go()
          workers.push(worker)
        }
        const share = Math.ceil((races * (crews.indexOf(crew) + 1)) / crews.length)
        while (asked.length < share) {
          const batch = connectors.slice(0, share - asked.length)
          const jobs = await Promise.all(
            batch.map(async ({ id }) => {
              await new Promise((resolve) => setTimeout(resolve, random.below(30)))
              return ground.request(id)
            }),
          )
          asked.push(...jobs)
          for (const job of jobs) await ground.waitFor(job, 'completed', 'error')
        }
      }
      for (const worker of workers) worker.signal('SIGTERM')
      await Promise.all(workers.map(({ ended }) => ended))
      const said = workers.flatMap((worker) => worker.said)
      expect(said.filter((line) => line.startsWith('trouble'))).toEqual([])
      expect(said.filter((line) => line.startsWith('begun')).toSorted()).toEqual(
        asked.map((job) => `begun ${job}`).toSorted(),
      )
      expect(said.filter((line) => line.startsWith('ended')).toSorted()).toEqual(
        asked.map((job) => `ended ${job} completed`).toSorted(),
      )
      // One that does it all is no race.
      const busy = workers.filter((worker) => worker.said.some((line) => line.startsWith('begun')))
      expect(busy.length).toBeGreaterThan(1)
    },
    120_000 + races * 5_000,
  )
})
