import { setTimeout } from 'node:timers/promises'
import { errors } from '@elastic/elasticsearch'
import {
  type Clock,
  connect,
  createCore,
  type Intercept,
  openSession,
  Secret,
  type Session,
  systemClock,
} from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { onLocal } from '../conformance/on-cluster.ts'
import { openWorkerGround } from '../sync/open-worker.ts'
import { newScript } from '../sync/scripted-source.ts'
import { resultOf, runOf } from '../team/open-team.ts'

const rotations = Number(process.env['PATCHBAY_RUNS'] ?? 1_000)
const connectors = 12

/** Waits pass so many times as fast: still longer than the workers of the test may be silent. */
const faster = 20
/** On a busy machine a worker is often silent for longer than usual in tests. */
const slowness = 5
const fastClock = (ahead = 0): Clock => ({
  now: () => new Date(systemClock.now().getTime() + ahead),
  monotonic: () => systemClock.monotonic() * faster,
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / faster, signal),
})
/** A run that waits may be gone on with after half a minute: this process is that much ahead. */
const later = createCore({ clock: fastClock(31_000) })
const core = createCore({ clock: fastClock() })

const shown = z.object({ state: z.string() })
const keyed = z.object({ api_key_id: z.string() })

describe('keys that are rotated while workers write all the time', () => {
  const opened = onLocal(async (cluster) => {
    const auth = { kind: 'basic' as const, username: 'elastic', password: new Secret(cluster.password) }
    return {
      ground: await openWorkerGround(cluster, slowness),
      session: await openSession('test', connect({ url: cluster.url, auth })),
    }
  })

  const rotate = async (session: Session, connector: string): Promise<void> => {
    const run = runOf(await core.run(session, 'api-key.rotate', { connector }))
    for (;;) {
      const { state } = shown.parse(resultOf(await core.run(session, 'approval.get', { run })))
      if (state === 'done') return
      expect(state).toBe('executing')
      await setTimeout(20)
      await later.run(session, 'approval.resume', { run })
    }
  }

  it(`costs no sync a call, ${rotations} times`, async () => {
    const { ground, session } = opened()
    const refused: string[] = []
    const intercept: Intercept = (call, send) =>
      send().catch((error: unknown) => {
        if (error instanceof errors.ResponseError && [401, 403].includes(error.statusCode ?? 0)) {
          refused.push(`${call.method} ${call.path}: ${error.message}`)
        }
        throw error
      })
    await ground.start({ intercept, concurrency: connectors })
    await ground.start({ intercept, concurrency: connectors })

    let rotated = 0
    let synced = 0
    const rotateAndSync = async (): Promise<void> => {
      let round = 0
      const script = newScript({ a: { x: { round } } })
      // Long enough that a rotation falls into the middle of a sync.
      script.onPage = () => setTimeout(150)
      const { id, index } = await ground.connector(script)
      const keys = new Set<string>()
      let over = false
      const sync = async (): Promise<void> => {
        while (!over) {
          round += 1
          script.parts = { a: { x: { round } }, b: { y: { round } } }
          const job = await ground.waitFor(await ground.request(id), 'completed', 'error')
          // On a busy machine a worker may be held up, and the other takes its sync over and writes once more.
          expect(job).toMatchObject({ status: 'completed', error: null, total_document_count: 2 })
          expect(job.indexed_document_count).toBeGreaterThanOrEqual(2)
          synced += 1
        }
      }
      const turn = async (): Promise<void> => {
        for (; rotated < rotations; rotated += 1) {
          await rotate(session, id)
          keys.add(keyed.parse(await session.es.connector.get({ connector_id: id })).api_key_id)
        }
      }
      await Promise.all([sync(), turn().finally(() => (over = true))])
      expect(await ground.documents(index)).toMatchObject({ x: { round }, y: { round } })
      const { api_keys: all } = await session.es.security.getApiKey()
      const live = all.filter((key) => key.metadata['connector'] === id && !key.invalidated)
      expect(live.map((key) => key.id)).toEqual([[...keys].at(-1)])
    }
    await Promise.all(Array.from({ length: connectors }, rotateAndSync))
    await ground.stopWorkers()
    expect(refused).toEqual([])
    // Fewer would mean that hardly a rotation met a sync.
    expect(synced).toBeGreaterThan(rotations / 2)
  }, 3_600_000)
})
