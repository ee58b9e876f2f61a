import { describe, expect, it } from 'vitest'
import { ElasticsearchError } from '../errors.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { persist } from './persist.ts'

const failing = (clock: { monotonic: () => number }, times: number, retryAfter?: number) => {
  const tried: number[] = []
  const action = (): Promise<void> => {
    tried.push(clock.monotonic())
    if (tried.length > times) return Promise.resolve()
    const details = { status: 503, type: 'x', reason: 'busy', retryAfter }
    return Promise.reject(new ElasticsearchError('elasticsearch.unavailable', 'busy', details))
  }
  return { action, tried }
}

describe('persist', () => {
  it('asks again after longer and longer, or when Elasticsearch wants to be asked', async () => {
    const clock = manualClock()
    const usual = failing(clock, 3)
    const done = persist(clock, { patience: () => 60_000 }, usual.action)
    await clock.pass(10_000)
    await done
    expect(usual.tried).toEqual([0, 500, 1_500, 3_500])
    const told = failing(clock, 1, 20_000)
    const later = persist(clock, { patience: () => 60_000 }, told.action)
    await clock.pass(30_000)
    await later
    expect(told.tried).toEqual([10_000, 30_000])
  })

  it('gives up when its patience ends, whatever Elasticsearch wants', async () => {
    const clock = manualClock()
    const { action, tried } = failing(clock, 9, 3_600_000)
    const failed = persist(clock, { patience: () => 5_000 }, action).catch((error: unknown) => error)
    await clock.pass(6_000)
    expect(await failed).toMatchObject({ status: 503 })
    expect(tried).toEqual([0, 5_000])
  })
})
