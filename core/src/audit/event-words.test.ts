import { describe, expect, it } from 'vitest'
import { eventWords } from './event-words.ts'

describe('eventWords', () => {
  it('says what was asked for, of what and why', () => {
    const asked = {
      type: 'requested',
      operation: 'api-key.rotate',
      version: 1,
      input: {},
      digest: '',
    } as const
    expect(eventWords({ ...asked, targetLabel: 'products', reason: 'quarterly' })).toBe(
      'asked for api-key.rotate of products: "quarterly"',
    )
    expect(eventWords(asked)).toBe('asked for api-key.rotate')
  })

  it('says how steps go and how a run ends', () => {
    const step = { type: 'step', attempt: 1, name: 'issue' } as const
    expect(eventWords({ ...step, phase: 'begin' })).toBe('step issue began')
    expect(eventWords({ ...step, phase: 'wait', until: '2026-01-01T00:00:00Z' })).toBe(
      'step issue waits until 2026-01-01T00:00:00Z',
    )
    expect(eventWords({ type: 'ready', attempt: 1, waitsFor: 'collect' })).toBe('ready to be collected')
    expect(eventWords({ type: 'failed', attempt: 1, error: { code: 'x', message: 'no answer' } })).toBe(
      'failed: no answer',
    )
    expect(eventWords({ type: 'vote', choice: 'reject', digest: '', reason: 'not now' })).toBe(
      'rejected: "not now"',
    )
  })
})
