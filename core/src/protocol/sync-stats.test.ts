import { describe, expect, it } from 'vitest'
import { finishedJobSchema, syncStats } from './sync-stats.ts'

let made = 0
const job = (more: object) => {
  const at = new Date(Date.UTC(2026, 10, 1, 0, 0, (made += 1))).toISOString()
  return finishedJobSchema.parse({ id: `j${made}`, status: 'completed', created_at: at, ...more })
}
const lasting = (seconds: number) =>
  job({
    started_at: '2026-11-01T00:00:00.000Z',
    completed_at: new Date(Date.UTC(2026, 10, 1, 0, 0, seconds)).toISOString(),
    indexed_document_count: 10,
    indexed_document_volume: 1,
  })

describe('syncStats', () => {
  it('tells kinds and endings apart', () => {
    const { jobs, kinds } = syncStats([
      job({}),
      job({ status: 'canceling' }),
      job({ status: 'canceled' }),
      job({ status: 'pending', job_type: 'incremental' }),
      job({ status: 'suspended', job_type: 'incremental' }),
    ])
    expect(jobs).toBe(5)
    expect(kinds).toMatchObject([
      { kind: 'full', jobs: 3, completed: 1, canceled: 2, open: 0 },
      { kind: 'incremental', jobs: 2, completed: 0, open: 2, medianSeconds: null, p95Seconds: null },
    ])
  })

  it('takes durations from completed jobs with both times, in order', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => lasting(100 - at))
    const odd = [
      job({ started_at: '2026-11-02T00:00:00Z', completed_at: '2026-11-01T00:00:00Z' }),
      job({ completed_at: '2026-11-01T00:00:00Z' }),
      job({ status: 'error', started_at: '2026-11-01T00:00:00Z', completed_at: '2026-11-09T00:00:00Z' }),
    ]
    expect(syncStats([...hundred, ...odd]).kinds[0]).toMatchObject({
      medianSeconds: 50,
      p95Seconds: 95,
      indexedDocuments: 1000,
      volumeMiB: 100,
    })
    expect(syncStats([lasting(3)]).kinds[0]).toMatchObject({ medianSeconds: 3, p95Seconds: 3 })
  })

  it('names the five errors that occur most, numbers and ids aside, each with its newest job', () => {
    const failed = (error: string | null) => job({ status: 'error', error })
    const words = ['one', 'two', 'three', 'four', 'five']
    const many = [failed('row 12 broke'), failed('row 7 broke'), failed(null), ...words.map(failed)]
    const { errors } = syncStats(many)
    expect(errors).toHaveLength(5)
    expect(errors[0]).toEqual({ error: 'row 7 broke', jobs: 2, last: many[1]?.created_at, job: many[1]?.id })
    expect(errors.map(({ error }) => error)).toContain('no reason given')
  })

  it('has nothing to say about nothing', () => {
    expect(syncStats([])).toEqual({ jobs: 0, kinds: [], errors: [] })
  })
})
