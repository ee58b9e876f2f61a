import { describe, expect, it } from 'vitest'
import { nextSync } from './next-sync.ts'

const now = new Date('2026-03-01T10:00:00Z')
const at = (enabled: boolean, interval: string) => ({ enabled, interval })

describe('nextSync', () => {
  it('is the soonest of the schedules that are on', () => {
    const scheduling = {
      full: at(true, '0 0 3 * * ?'),
      incremental: at(true, '0 0/15 * * * ?'),
      access_control: at(false, '0 1 10 * * ?'),
    }
    expect(nextSync({ scheduling }, now)?.toISOString()).toBe('2026-03-01T10:15:00.000Z')
  })

  it('is nothing where none is on, or what is stored is no schedule', () => {
    expect(nextSync({ scheduling: { full: at(false, '0 0 3 * * ?') } }, now)).toBeUndefined()
    expect(nextSync({ scheduling: { full: at(true, 'every night') } }, now)).toBeUndefined()
    expect(nextSync({ scheduling: null }, now)).toBeUndefined()
  })
})
