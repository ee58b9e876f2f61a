import { expect, it } from 'vitest'
import { PatchbayError } from './errors.ts'
import { systemClock } from './system-deps.ts'

const stoppedBy = async (reason?: unknown): Promise<unknown> => {
  const stop = new AbortController()
  const asleep = systemClock.sleep(60_000, stop.signal)
  stop.abort(reason)
  return asleep.catch((error: unknown) => error)
}

it('tells who stops a wait that it was stopped, and not that something broke', async () => {
  expect(await stoppedBy()).toMatchObject({ code: 'canceled', message: 'Stopped while it waited.' })
})

it('says why, where whoever stopped it said so', async () => {
  const why = new PatchbayError('sync.lease-lost', 'Another worker has it.')
  expect(await stoppedBy(why)).toBe(why)
})
