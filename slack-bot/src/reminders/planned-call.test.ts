import { describe, expect, it } from 'vitest'
import { plannedCall } from './planned-call.ts'

const run = {
  state: 'waiting',
  requester: 'ada',
  requestedAt: '2026-11-25T10:00:00.000Z',
  decideBy: '2026-11-25T14:00:00.000Z',
}
const hour = 3_600_000
const usernames = { U1: 'ada', U2: 'grace', U3: 'linus' }
const call = (to: readonly string[], more: object = {}) =>
  plannedCall(run, { escalate: { after: 2 * hour, to, ...more } }, usernames)

describe('plannedCall', () => {
  it('says from when on whom the bot calls, by their users, and a group by its name where it has one', () => {
    expect(call(['U2', 'U3'])).toEqual({ at: '2026-11-25T12:00:00.000Z', whom: 'grace and linus' })
    expect(call(['S1', 'U2', 'U9'])?.whom).toBe('a user group and grace and somebody else')
    expect(call(['S1', 'S2'])?.whom).toBe('2 user groups')
    expect(call(['S1'], { name: 'the on-call team' })?.whom).toBe('the on-call team')
  })

  it('never names who asked, and says nothing where nobody is left or nobody is called', () => {
    expect(call(['U1', 'U2'])?.whom).toBe('grace')
    expect(call(['U1'])).toBeUndefined()
    expect(plannedCall(run, {}, usernames)).toBeUndefined()
  })

  it('comes after the quiet hours, and not at all where that is too late or the request is decided', () => {
    const escalate = { after: hour, to: ['S1'] }
    const quiet = { zone: 'UTC', from: '10:30', to: '13:00' }
    expect(plannedCall(run, { escalate, quiet }, usernames)?.at).toBe('2026-11-25T13:00:00.000Z')
    expect(plannedCall(run, { escalate, quiet: { ...quiet, to: '15:00' } }, usernames)).toBeUndefined()
    expect(plannedCall({ ...run, state: 'approved' }, { escalate }, usernames)).toBeUndefined()
  })
})
