import { describe, expect, it } from 'vitest'
import { liveStepWords, progressWords } from './progress-words.ts'

const step = (name: string, ended = true) => ({ name, ended })
const run = { operation: 'api-key.rotate', waitsUntil: null, steps: [step('issue'), step('switch', false)] }

describe('progressWords', () => {
  it('says which of how many steps is being done, and what that is', () => {
    expect(progressWords({ ...run, stepsInAll: 6 })).toBe(
      '1 of 6 steps done, now: let the connector use the new key',
    )
    const waits = { ...run, steps: [step('issue'), step('wait', false)], waitsUntil: '2026-11-25T10:00:00Z' }
    expect(progressWords({ ...waits, stepsInAll: 6 })).toBe(
      '1 of 6 steps done, waits (wait until no sync uses the old key)',
    )
  })

  it('counts what is done where nobody knows how many there are, or there were more than that', () => {
    expect(progressWords({ ...run, steps: [step('issue')] })).toBe('1 step done')
    expect(progressWords({ ...run, stepsInAll: 1 })).toBe(
      '1 step done, now: let the connector use the new key',
    )
  })
})

describe('liveStepWords', () => {
  it('numbers the step where it is known of how many', () => {
    const confirm = { operation: 'api-key.rotate', name: 'confirm', number: 3 }
    expect(liveStepWords({ ...confirm, inAll: 6 })).toBe('3 of 6: check that the new key works')
    expect(liveStepWords(confirm)).toBe('check that the new key works')
  })
})
