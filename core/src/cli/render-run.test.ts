import { describe, expect, it } from 'vitest'
import type { ShownRun } from '../protocol/shown-run.ts'
import { renderRun } from './render-run.ts'

const now = new Date('2026-11-24T12:00:00Z')
const waiting: ShownRun = {
  run: '01M88D47YYVQKT0880Y5V2BJAN',
  state: 'waiting',
  operation: 'api-key.rotate',
  title: 'Rotate API key',
  risk: 'guarded',
  target: 'products',
  requester: 'ada',
  requestedAt: '2026-11-24T11:59:00Z',
  reason: 'quarterly',
  signedIn: false,
  missing: [],
  votesNeeded: 2,
  executeAs: null,
  votes: [{ by: 'grace', choice: 'approve', reason: null, counts: true }],
  decideBy: '2026-11-24T16:00:00Z',
  executeBy: '2026-11-25T12:00:00Z',
  waitsUntil: null,
  waitsFor: null,
  changed: false,
  digest: 'd1',
  steps: [],
  error: null,
  void: [],
}

describe('renderRun', () => {
  it('says how many approvals are there, by when the rest must come, and what to run', () => {
    const lines = renderRun(waiting, { now, width: 80 }) ?? []
    expect(lines[0]).toBe('Rotate API key · products   waiting · 1 of 2 approvals')
    expect(lines.join('\n')).toMatch(/^ {2}decide by +2026-11-24 .*in 4 h$/m)
    expect(lines.at(-1)).toContain('patchbay approval decide 01M88D47YYVQKT0880Y5V2BJAN --approve')
  })

  it('says how many rejections there are where one does not end it', () => {
    const votes = [{ by: 'grace', choice: 'reject', reason: null, counts: true }]
    const lines = renderRun({ ...waiting, votes, rejectionsNeeded: 2 }, { now, width: 80 }) ?? []
    expect(lines[0]).toContain('waiting · 0 of 2 approvals · 1 of 2 rejections')
  })

  it('says from when on who else may vote', () => {
    const escalates = [{ at: '2026-11-24T14:00:00Z', approvers: ['role:on-call', 'user:linus'] }]
    const lines = renderRun({ ...waiting, escalates }, { now, width: 80 }) ?? []
    expect(lines.join('\n')).toMatch(
      /^ {2}escalates +2026-11-24 .*in 2 h, from when on anybody with the role on-call or linus may vote as well$/m,
    )
  })

  it('says when it begins, and who starts it', () => {
    const begins = { byRequester: true, within: ['from 22:00 to 04:00 UTC'] }
    const asked = renderRun({ ...waiting, begins }, { now, width: 80 }) ?? []
    expect(asked.join('\n')).toMatch(
      /^ {2}begins +when its requester starts it\n +within the hours from 22:00 to 04:00 UTC$/m,
    )
    const given = { ...waiting, state: 'approved', begins }
    const approved = renderRun({ ...given, waitsFor: 'start' }, { now, width: 80 }) ?? []
    expect(approved.at(-1)).toContain(`its requester: patchbay approval start ${waiting.run}`)
    const opensAt = '2026-11-24T22:00:00Z'
    const later = renderRun({ ...given, opensAt }, { now, width: 80 }) ?? []
    expect(later.join('\n')).toMatch(/^ {2}opens +2026-11-24 .*in 10 h$/m)
    expect(later.at(-1)).toContain('a running bot begins it then')
  })

  it('says what it came to and when it syncs next, unless that is over', () => {
    const outcome = ['the old key still works: `patchbay api-key clean-up c1` ends it']
    const done = { ...waiting, state: 'done', outcome, nextSync: '2026-11-24T17:00:00Z' }
    const lines = (renderRun(done, { now, width: 80 }) ?? []).join('\n')
    expect(lines).toContain('the old key still works: patchbay api-key clean-up c1 ends it')
    expect(lines).toMatch(/^ {2}next sync +2026-11-24 .*in 5 h$/m)
    const later = renderRun(done, { now: new Date('2026-11-25T12:00:00Z'), width: 80 }) ?? []
    expect(later.join('\n')).not.toContain('next sync')
  })

  it('keeps every label apart from what it says', () => {
    const lines = renderRun({ ...waiting, state: 'approved' }, { now, width: 80 }) ?? []
    expect(lines.join('\n')).toMatch(/^ {2}execute by {2,}2026-11-25 /m)
  })

  it('is not asked about what is no run', () => {
    expect(renderRun({ id: 'products' }, { now, width: 80 })).toBeUndefined()
  })
})
