import { Secret } from '@patchbay/core'
import { afterEach, describe, expect, it } from 'vitest'
import type { WorkerGround } from './open-worker.ts'
import { newScript, type Script } from './scripted-source.ts'

const many = (count: number): Record<string, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`d${n}`, { n }]))

/** A source that stops at a page until it is let go on. */
const held = (script: Script, at = 1): { reached: Promise<void>; release: () => void } => {
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  script.onPage = async (page, signal) => {
    if (page !== at) return
    reached.resolve()
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    )
    await Promise.race([released.promise, aborted])
  }
  return { reached: reached.promise, release: released.resolve }
}

const inProgress = { last_sync_status: 'in_progress', last_sync_error: null }

/** How workers find, share, lose and take up jobs, on any Elasticsearch. */
export const workerCases = (ground: () => WorkerGround): void => {
  describe('a worker', () => {
    afterEach(() => ground().stopWorkers())

    it('picks up a job, shows it as in progress, and cancels it within seconds', async () => {
      const { connector, start, request, waitFor, stored, es, documents } = ground()
      const { id, index, script } = await connector(newScript({ a: many(30) }))
      const { reached } = held(script)
      const worker = await start()
      const asked = await request(id)
      await reached
      const running = await waitFor(asked, 'in_progress')
      expect(running['worker_hostname']).toEqual(expect.any(String))
      expect(await stored(id)).toMatchObject({ ...inProgress, status: 'connected' })
      await es.connector.syncJobCancel({ connector_sync_job_id: asked })
      const canceled = await waitFor(asked, 'canceled')
      expect(canceled).toMatchObject({
        error: null,
        completed_at: expect.any(String),
        canceled_at: expect.any(String),
      })
      await worker.stop()
      expect(await stored(id)).toMatchObject({
        last_sync_status: 'canceled',
        last_sync_error: null,
        status: 'connected',
      })
      expect(Object.keys(await documents(index)).length).toBeLessThan(30)
    })

    it('suspends what runs when it is stopped, and the next one takes it up', async () => {
      const { connector, start, request, waitFor, stored, runDue, job } = ground()
      const { id, script } = await connector(newScript({ a: many(30) }))
      const { reached } = held(script)
      const worker = await start()
      const asked = await request(id)
      await reached
      await worker.stop()
      const suspended = await waitFor(asked, 'suspended')
      expect(suspended['completed_at'] ?? null).toBeNull()
      expect(await stored(id)).toMatchObject({ last_sync_status: 'suspended' })
      script.onPage = () => {}
      await runDue()
      expect(await job(asked)).toMatchObject({ status: 'completed', total_document_count: 30 })
    })

    it('goes on from where it was stopped, and leaves deletes in what it did not list again', async () => {
      const { connector, start, sync, request, waitFor, runDue, job, documents } = ground()
      const { id, index, script } = await connector({ ...newScript({ a: many(60) }), checkpoints: true })
      await sync(id)
      script.parts = { a: { ...many(59), d1: { n: -1 }, d58: { n: -58 } } }
      let pages = 0
      const { reached } = held(script, 8)
      const hold = script.onPage
      script.onPage = async (page, signal) => {
        pages += 1
        // Checkpoints are kept once a second at least.
        if (page === 5) await new Promise((resolve) => setTimeout(resolve, 1_100))
        await hold(page, signal)
      }
      const worker = await start()
      const asked = await request(id)
      await reached
      await worker.stop()
      await waitFor(asked, 'suspended')
      script.onPage = () => void (pages += 1)
      pages = 0
      await runDue()
      expect(script.resumed).toEqual([{ part: 'a', at: 30 }])
      expect(pages).toBeLessThan(9)
      expect(await job(asked)).toMatchObject({ status: 'completed', indexed_document_count: 2 })
      expect(await documents(index)).toMatchObject({ d1: { n: -1 }, d58: { n: -58 }, d59: { n: 59 } })
      // What is gone goes with the next whole listing.
      expect(await sync(id)).toMatchObject({ indexed_document_count: 0, deleted_document_count: 1 })
    })

    it('shows a checkpoint soon, so that little is done again when it dies', async () => {
      const { connector, start, request, waitFor, job } = ground()
      const { id, script } = await connector({ ...newScript({ a: many(60) }), checkpoints: true })
      const { reached, release } = held(script, 8)
      const hold = script.onPage
      script.onPage = async (page, signal) => {
        if (page === 5) await new Promise((resolve) => setTimeout(resolve, 1_100))
        await hold(page, signal)
      }
      await start({ timing: { progress: 60_000, watch: 60_000 } })
      const asked = await request(id)
      await reached
      await expect
        .poll(async () => (await job(asked)).metadata?.patchbay, { timeout: 15_000 })
        .toMatchObject({ checkpoint: { at: { part: 'a', at: 30 } } })
      release()
      await waitFor(asked, 'completed')
    })

    it('keeps last_seen and the lease moving while a page takes long', async () => {
      const { connector, start, request, waitFor, job, stored, es } = ground()
      const { id, index, script } = await connector(newScript({ a: many(30) }))
      const { reached, release } = held(script)
      const worker = await start()
      const asked = await request(id)
      await reached
      const first = await job(asked)
      const lease = async () =>
        (await es.get<{ renewed: number }>({ index: 'patchbay-leases', id: `lease:${index}` }))._source
      const renewed = (await lease())?.renewed ?? 0
      await new Promise((resolve) => setTimeout(resolve, 900))
      const later = await job(asked)
      expect(later['last_seen']).not.toBe(first['last_seen'])
      expect(later.metadata?.patchbay?.['progress']).toMatchObject({
        listed: 10,
        expected: 0,
        secondsLeft: null,
      })
      expect((await lease())?.renewed).toBeGreaterThan(renewed)
      expect(await lease()).toMatchObject({ api_key_id: (await stored(id))['api_key_id'], job_id: asked })
      release()
      await waitFor(asked, 'completed')
      await worker.stop()
      expect(await lease()).toMatchObject({ owner: null, api_key_id: null })
    })

    it('takes up the job of a worker that died, and what that one sends late is refused', async () => {
      const { connector, start, request, waitFor, documents } = ground()
      const { id, index, script } = await connector(newScript({ a: many(30) }))
      const { reached, release } = held(script)
      // Every call of the first worker hangs from now on, as if its process was stopped.
      let frozen = Promise.resolve()
      const intercept = async (_call: unknown, send: () => Promise<unknown>): Promise<unknown> => {
        await frozen
        return send()
      }
      const first = await start({ intercept })
      const asked = await request(id)
      await reached
      const thaw = Promise.withResolvers<void>()
      frozen = thaw.promise
      script.parts = { a: { ...many(30), d29: { n: -29 } } }
      const onPage = script.onPage
      script.onPage = () => {}
      const second = await start()
      await waitFor(asked, 'completed')
      script.onPage = onPage
      release()
      thaw.resolve()
      await first.stop()
      await second.stop()
      expect((await documents(index))['d29']).toMatchObject({ n: -29 })
      expect(await waitFor(asked, 'completed')).toMatchObject({ total_document_count: 30 })
    })

    it('brings nothing back that was deleted while it was asleep', async () => {
      const { connector, start, sync, request, waitFor, documents, options } = ground()
      const { id, index, script } = await connector(newScript({ a: many(30) }))
      await sync(id)
      script.parts = { a: { ...many(30), d1: { n: -1 }, d29: { n: -29 } } }
      const { reached, release } = held(script)
      // It neither looks at its job nor renews its lease after the beginning.
      const timing = { ...options().timing, watch: 1_000_000 }
      const ended = Promise.withResolvers<string>()
      const first = await start({
        timing,
        observe: (event) => void (event.is === 'sync-ended' && ended.resolve(event.ending.status)),
      })
      const asked = await request(id)
      await reached
      const { onPage } = script
      script.onPage = () => {}
      script.parts = { a: many(29) }
      const second = await start()
      await waitFor(asked, 'completed')
      script.onPage = onPage
      release()
      expect(await ended.promise).toBe('lost')
      await first.stop()
      await second.stop()
      expect(await documents(index)).toEqual(
        Object.fromEntries(Object.entries(many(29)).map(([one, body]) => [one, { id: one, ...body }])),
      )
    })

    it('changes nothing of an end that another wrote while it was asleep before its own', async () => {
      const { connector, start, request, waitFor, job, stored } = ground()
      const { id, script } = await connector(newScript({ a: many(3) }))
      const asleep = Promise.withResolvers<void>()
      const awake = Promise.withResolvers<void>()
      const ended = Promise.withResolvers<string>()
      const first = await start({
        // Asleep with the end of its job in the hand: what it wrote before was the progress.
        intercept: async (call: { path: string; body?: unknown }, send) => {
          const ends = call.path.includes('sync-jobs') && JSON.stringify(call.body)?.includes('"completed"')
          if (ends === true) {
            asleep.resolve()
            await awake.promise
          }
          return send()
        },
        observe: (event) => void (event.is === 'sync-ended' && ended.resolve(event.ending.status)),
      })
      const asked = await request(id)
      await asleep.promise
      script.parts = { a: many(2) }
      const second = await start()
      await waitFor(asked, 'completed')
      await second.stop()
      const before = [await job(asked), await stored(id)]
      awake.resolve()
      expect(await ended.promise).toBe('lost')
      await first.stop()
      expect([await job(asked), await stored(id)]).toEqual(before)
    })

    it('leaves a connector that another service works on alone, until that stood still for long', async () => {
      const { connector, start, request, job, waitFor, es } = ground()
      const { id } = await connector(newScript({ a: many(3) }))
      await es.update({ index: '.elastic-connectors', id, doc: inProgress, refresh: true })
      const asked = await request(id)
      const worker = await start()
      await new Promise((resolve) => setTimeout(resolve, 700))
      expect(await job(asked)).toMatchObject({ status: 'pending' })
      await waitFor(asked, 'completed')
      await worker.stop()
    })

    it('ends a job that was being canceled when its worker died', async () => {
      const { connector, start, request, waitFor, es, stored } = ground()
      const { id } = await connector(newScript({ a: many(3) }))
      const asked = await request(id)
      await es.connector.syncJobClaim({ connector_sync_job_id: asked, worker_hostname: 'gone' })
      await es.connector.syncJobCancel({ connector_sync_job_id: asked })
      const worker = await start()
      await waitFor(asked, 'canceled')
      await worker.stop()
      expect(await stored(id)).toMatchObject({ last_sync_status: 'canceled' })
    })

    it('shares jobs with other workers: each job is run once', async () => {
      const { connector, start, request, waitFor } = ground()
      const connectors = await Promise.all(
        Array.from({ length: 6 }, () => connector(newScript({ a: many(12) }))),
      )
      let listings = 0
      for (const { script } of connectors) script.onPage = (page) => void (listings += page === 0 ? 1 : 0)
      const workers = await Promise.all([start(), start(), start()])
      const jobs = await Promise.all(connectors.map(({ id }) => request(id)))
      for (const job of jobs)
        expect(await waitFor(job, 'completed')).toMatchObject({ indexed_document_count: 12 })
      for (const worker of workers) await worker.stop()
      expect(listings).toBe(6)
    })

    it('runs a job that waits behind those that other workers run', async () => {
      const { connector, start, request, waitFor } = ground()
      const first = await connector(newScript({ a: many(30) }))
      const { reached, release } = held(first.script)
      await start({ concurrency: 1 })
      const running = await request(first.id)
      await reached
      const behind = await request((await connector(newScript({ a: many(3) }))).id)
      await start({ concurrency: 1 })
      expect(await waitFor(behind, 'completed')).toMatchObject({ indexed_document_count: 3 })
      release()
      await waitFor(running, 'completed')
    })

    it('runs self-managed connectors whose key it has, and leaves the others to who has theirs', async () => {
      const { connector, es, request, runDue, job, stored } = ground()
      const [mine, theirs] = [
        await connector(newScript({ a: many(2) })),
        await connector(newScript({ a: many(2) })),
      ]
      const jobs = [await request(mine.id), await request(theirs.id)] as const
      const secret = await es.connector.secretGet({
        id: String((await stored(mine.id))['api_key_secret_id']),
      })
      for (const { id } of [mine, theirs])
        await es.connector.updateNative({ connector_id: id, is_native: false })
      const lines = await runDue({ keys: (id) => (id === mine.id ? new Secret(secret.value) : undefined) })
      expect(await job(jobs[0])).toMatchObject({ status: 'completed' })
      expect(await job(jobs[1])).toMatchObject({ status: 'pending' })
      const why = 'its key is not among those of this worker (worker.connectorKeysFile)'
      expect(lines.filter((line) => line.startsWith(theirs.id))).toEqual([
        `${theirs.id}: a sync waits for another worker, since ${why}`,
      ])
      await es.connector.syncJobCancel({ connector_sync_job_id: jobs[1] })
    })

    it('makes the job of a schedule that is due, once however much was missed', async () => {
      const { connector, es, runDue, stored } = ground()
      const { id } = await connector(newScript({ a: many(2) }))
      const off = { enabled: false, interval: '0 0 0 * * ?' }
      await es.connector.updateScheduling({
        connector_id: id,
        scheduling: {
          full: { enabled: true, interval: '0 0 * * * ?' },
          incremental: off,
          access_control: off,
        },
      })
      const hours = 3_600_000
      const last = new Date(Math.floor(Date.now() / hours) * hours - 72 * hours)
      await es.update({
        index: '.elastic-connectors',
        id,
        doc: { status: 'connected', last_sync_scheduled_at: last.toISOString() },
        refresh: true,
      })
      await runDue()
      const list = () => es.connector.syncJobList({ connector_id: id })
      expect((await list()).results).toMatchObject([{ status: 'completed', trigger_method: 'scheduled' }])
      const scheduled = String((await stored(id))['last_sync_scheduled_at'])
      expect(Date.now() - Date.parse(scheduled)).toBeLessThan(2 * hours)
      expect(scheduled).toMatch(/:00:00\.000Z$/)
      await runDue()
      expect((await list()).count).toBe(1)
    })

    it('ends a job of a connector that was deleted', async () => {
      const { connector, es, request, job, runDue } = ground()
      const { id } = await connector()
      const asked = await request(id)
      await es.connector.delete({ connector_id: id })
      await runDue()
      expect(await job(asked)).toMatchObject({
        status: 'error',
        error: 'The connector of this job was deleted.',
      })
    })

    it('frees a connector that says for long that a sync runs while there is none', async () => {
      const { connector, start, es, stored } = ground()
      const { id } = await connector()
      await es.update({ index: '.elastic-connectors', id, doc: inProgress, refresh: true })
      const worker = await start()
      await expect
        .poll(() => stored(id), { timeout: 10_000 })
        .toMatchObject({ last_sync_status: 'error', last_sync_error: expect.stringContaining('gone') })
      await worker.stop()
    })
  })
}
