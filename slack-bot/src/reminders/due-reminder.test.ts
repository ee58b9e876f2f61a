import { describe, expect, it } from 'vitest'
import { afterReminder, dueReminder, type ReminderSettings, remindedSchema } from './due-reminder.ts'

const asked = new Date('2026-11-25T10:00:00Z')
const minutes = (count: number): Date => new Date(asked.getTime() + count * 60_000)
const request = (hours = 48) => ({
  requestedAt: asked.toISOString(),
  decideBy: minutes(hours * 60).toISOString(),
})
const settings = (more: Partial<ReminderSettings> = {}): ReminderSettings => ({ after: 15 * 60_000, ...more })

/** Every reminder, with its minute, of a request that nobody decides. */
const story = (more: Partial<ReminderSettings> = {}, hours = 48): [string, number][] => {
  let reminded = remindedSchema.parse({})
  const told: [string, number][] = []
  for (let at = 0; at < hours * 60; at += 1) {
    const kind = dueReminder(request(hours), { reminded, settings: settings(more), now: minutes(at) })
    if (kind === undefined) continue
    told.push([kind, at])
    reminded = afterReminder(reminded, kind, minutes(at))
  }
  return told
}

describe('dueReminder', () => {
  it('waits twice as long each time, and calls for the last time an hour before the end', () => {
    expect(story()).toEqual([
      ['reminder', 15],
      ['reminder', 45],
      ['reminder', 105],
      ['reminder', 225],
      ['reminder', 465],
      ['reminder', 945],
      ['reminder', 1905],
      ['last-call', 2820],
    ])
    expect(story({}, 0.5)).toEqual([
      ['reminder', 15],
      ['last-call', 24],
    ])
  })

  it('asks others once, after their time', () => {
    const told = story({ escalate: { after: 2 * 3_600_000, to: ['S1'] } }, 5)
    expect(told.filter(([kind]) => kind === 'escalation')).toEqual([['escalation', 120]])
  })

  it('is still in quiet hours, says then what was missed as one, and calls before them when the end falls into them', () => {
    const quiet = { zone: 'UTC', from: '18:00', to: '08:00' }
    const told = story({ quiet })
    const hours = told.map(([, at]) => minutes(at).getUTCHours())
    expect(hours.every((hour) => hour >= 8 && hour < 18)).toBe(true)
    expect(told.filter(([kind]) => kind === 'last-call')).toEqual([['last-call', 2820]])
    // Until 02:00: said at 17:45 of the evening before.
    expect(story({ quiet }, 16).at(-1)).toEqual(['last-call', 465])
  })

  it('makes up for a time in which no bot ran with one reminder', () => {
    const reminded = remindedSchema.parse({})
    const late = minutes(20 * 60)
    expect(dueReminder(request(), { reminded, settings: settings(), now: late })).toBe('reminder')
    const after = afterReminder(reminded, 'reminder', late)
    expect(
      dueReminder(request(), { reminded: after, settings: settings(), now: minutes(20 * 60 + 1) }),
    ).toBeUndefined()
  })
})
