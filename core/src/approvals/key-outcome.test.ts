import { describe, expect, it } from 'vitest'
import type { StepState } from '../run-log/fold.ts'
import { type KeyRun, keyOutcome } from './key-outcome.ts'

const step = (ended: boolean): StepState => ({
  begins: [],
  ended,
  result: undefined,
  waitingSince: undefined,
  beganAt: '2026-11-28T10:00:00Z',
  endedAt: ended ? '2026-11-28T10:00:01Z' : undefined,
})
const outcome = (
  name: KeyRun['state']['name'],
  steps: Readonly<Record<string, boolean>>,
  operation = 'api-key.rotate',
): string[] =>
  keyOutcome({
    operation,
    state: { name, steps: new Map(Object.entries(steps).map(([of, ended]) => [of, step(ended)])) },
    connector: operation === 'api-key.rotate' ? 'c1' : undefined,
  })
const all = { issue: true, switch: true, confirm: true, invalidate: true, 'delete-secret': true }

describe('keyOutcome', () => {
  it('says that the new key was checked and the old one is refused, only where both stand in the log', () => {
    expect(outcome('done', all)).toEqual(['the new key was checked, the old one is refused'])
    const many = Object.entries(all).flatMap(([name, ended]) =>
      ['a', 'b'].map((of) => [`api-key.rotate/${of}/${name}`, ended] as const),
    )
    expect(outcome('done', { choose: true, ...Object.fromEntries(many) }, 'api-key.rotate-due')).toEqual([
      '2 new keys were checked, the old ones are refused',
    ])
  })

  it('says of one that was collected how the old key is ended', () => {
    const collected = { 'remember-key': true, 'issue-2': true, 'switch-2': true }
    expect(outcome('done', collected)[0]).toContain('the old key still works: `patchbay api-key clean-up c1`')
  })

  it('says of one that stopped which key works, and nothing where that is not known', () => {
    expect(outcome('failed', { issue: false })[0]).toContain('nothing has changed')
    expect(outcome('failed', { issue: true, switch: false })).toEqual(['the old key still works'])
    expect(outcome('abandoned', { issue: true, switch: true, confirm: true })).toEqual([
      'the old key still works',
    ])
    expect(outcome('failed', { ...all, invalidate: false, 'delete-secret': false })).toEqual([])
    expect(outcome('failed', { ...all, 'delete-secret': false })).toEqual([
      'the new key is in use, the old one is refused',
    ])
  })

  it('says nothing of what is under way, or of other operations', () => {
    expect(outcome('executing', { issue: true })).toEqual([])
    expect(outcome('done', all, 'access.make-key')).toEqual([])
  })
})
