import { ElasticsearchError } from '@patchbay/core'
import { afterEach, describe, expect, it } from 'vitest'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

const numbered = (from: number, to: number, n?: number): Record<string, object> =>
  Object.fromEntries(Array.from({ length: to - from }, (_, at) => [`d${from + at}`, { n: n ?? from + at }]))

const withIds = (documents: Record<string, object>): Record<string, object> =>
  Object.fromEntries(Object.entries(documents).map(([id, body]) => [id, { id, ...body }]))

type Send = () => Promise<unknown>
type Held = (send: Send, awake: Promise<void>) => Promise<unknown>

/** What the first worker read, and what the source has when its successor reads it. */
const before = numbered(0, 30)
const both = { both: { n: 1 } }
const first = { ...before, d0: { n: -1 }, ...numbered(30, 40), ...both }
const then = { ...before, ...both }

/** A worker falls asleep with a bulk request in its hand, another takes over, and the first wakes up. */
const asleepWhileSending = async (
  { connector, start, sync, request, waitFor, documents }: WorkerGround,
  hold: Held,
): Promise<{ after: () => Promise<Record<string, unknown>>; listings: () => number }> => {
  const { id, index, script } = await connector(newScript({ a: before }))
  await sync(id)
  script.parts = { a: first }
  const asleep = Promise.withResolvers<void>()
  const awake = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<string>()
  let sleeps = false
  let listings = 0
  const sleeper = await start({
    intercept: async ({ path }: { path: string }, send) => {
      if (!sleeps && path.endsWith(`${index}/_bulk`)) {
        sleeps = true
        asleep.resolve()
        return hold(send, awake.promise)
      }
      if (sleeps) await awake.promise
      return send()
    },
    observe: (event) => void (event.is === 'sync-ended' && ended.resolve(event.ending.status)),
  })
  const asked = await request(id)
  await asleep.promise
  script.parts = { a: then }
  script.onPage = (page) => void (listings += page === 0 ? 1 : 0)
  await start()
  await waitFor(asked, 'completed')
  expect(await documents(index)).toMatchObject(withIds(both))
  awake.resolve()
  expect(await ended.promise).toBe('lost')
  await sleeper.stop()
  return { after: () => documents(index), listings: () => listings }
}

/** Nothing stays of what a worker sent that had lost its lease, on any Elasticsearch. */
export const lateWriteCases = (ground: () => WorkerGround): void => {
  describe('a bulk request under way when the lease is lost', () => {
    afterEach(() => ground().stopWorkers())

    it('leaves nothing that its successor does not know, where it arrives late', async () => {
      const { after } = await asleepWhileSending(ground(), async (send, awake) => {
        await awake
        return send()
      })
      const ids = Object.keys(await after())
      expect(ids.toSorted()).toEqual(Object.keys(then).toSorted())
      // What it changed can't be changed back by it: another sync does.
      await expect.poll(after, { timeout: 10_000 }).toEqual(withIds(then))
    })

    it('takes nothing away that its successor found, where only the answer comes late', async () => {
      const { after, listings } = await asleepWhileSending(ground(), async (send, awake) => {
        const answer = await send()
        await awake
        return answer
      })
      expect(await after()).toEqual(withIds(then))
      expect(listings()).toBe(1)
    })

    it('is made good by another sync where it arrives late and its answer never', async () => {
      const { after } = await asleepWhileSending(ground(), async (send, awake) => {
        await awake
        await send()
        const reset = { status: 0, type: 'reset', reason: 'reset' }
        throw new ElasticsearchError('elasticsearch.unreachable', 'The connection was reset.', reset)
      })
      await expect.poll(after, { timeout: 10_000 }).toEqual(withIds(then))
    })
  })
}
