import { describe, expect, it } from 'vitest'
import { SearchHarness } from './search-harness.ts'

const filled = (count: number): SearchHarness => {
  const harness = new SearchHarness()
  for (let n = 0; n < count; n++) harness.store.put('items', `i${n}`, { n })
  return harness
}

const left = (harness: SearchHarness) => harness.call('POST', '/items/_count')

describe('_delete_by_query', () => {
  it('deletes what matches and says how much', async () => {
    const harness = filled(10)
    const { status, body } = await harness.call('POST', '/items/_delete_by_query?refresh=true', {
      body: { query: { range: { n: { lt: 4 } } } },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      timed_out: false,
      total: 4,
      deleted: 4,
      batches: 1,
      version_conflicts: 0,
      noops: 0,
      retries: { bulk: 0, search: 0 },
      failures: [],
    })
    expect(await left(harness)).toMatchObject({ body: { count: 6 } })
  })

  it('stops at a document that changed before its turn', async () => {
    const harness = filled(3)
    const running = harness.call('POST', '/items/_delete_by_query?scroll_size=1', {
      body: { query: { match_all: {} } },
    })
    await Promise.resolve()
    await Promise.resolve()
    harness.store.put('items', 'i1', { n: 100 })
    const { status, body } = await running
    expect(status).toBe(409)
    expect(body).toMatchObject({
      deleted: 1,
      version_conflicts: 1,
      failures: [{ id: 'i1', status: 409, cause: { type: 'version_conflict_engine_exception' } }],
    })
  })

  it('goes on with conflicts=proceed', async () => {
    const harness = filled(3)
    const running = harness.call('POST', '/items/_delete_by_query?scroll_size=1&conflicts=proceed', {
      body: { query: { match_all: {} } },
    })
    await Promise.resolve()
    await Promise.resolve()
    harness.store.put('items', 'i1', { n: 100 })
    expect(await running).toMatchObject({
      status: 200,
      body: { total: 3, deleted: 2, version_conflicts: 1, failures: [] },
    })
    expect(await left(harness)).toMatchObject({ body: { count: 1 } })
  })

  it('needs a query, and knows no background tasks', async () => {
    const harness = filled(1)
    expect(await harness.call('POST', '/items/_delete_by_query')).toMatchObject({ status: 400 })
    const query = { match_all: {} }
    expect(
      await harness.call('POST', '/items/_delete_by_query?wait_for_completion=false', { body: { query } }),
    ).toMatchObject({ status: 400 })
    expect(await left(harness)).toMatchObject({ body: { count: 1 } })
  })
})
