import { describe, expect, it } from 'vitest'
import { notesKey, type Progress } from '../protocol/job-notes.ts'
import { progressWords } from './progress-words.ts'

const running = (progress: Progress, status: 'in_progress' | 'completed' = 'in_progress') =>
  progressWords({ status, metadata: { [notesKey]: { progress } } })

describe('how far a sync is', () => {
  it('is told in rows, rate and what is left, as far as that is known', () => {
    const half = { listed: 1200, expected: 4200, perSecond: 600, secondsLeft: 5 }
    expect(running(half)).toBe('1,200 of ~4,200 · 600/s · ~5 s left')
    expect(running({ ...half, secondsLeft: 200 })).toContain('~3 min left')
    expect(running({ listed: 7, expected: 0, perSecond: 0, secondsLeft: null })).toBe('7')
  })

  it('is not told of one that has ended, or that another service runs', () => {
    expect(running({ listed: 1, expected: 2, perSecond: 1, secondsLeft: 1 }, 'completed')).toBeUndefined()
    expect(progressWords({ status: 'in_progress', metadata: { theirs: 1 } })).toBeUndefined()
    expect(progressWords({ status: 'in_progress', metadata: null })).toBeUndefined()
  })
})
