import { durationWords } from '../lib/duration.ts'

/** `2 min ago`, `in 3 h`, `now`: whole units, rounded down. */
export const age = (at: Date, now: Date): string => {
  const difference = now.getTime() - at.getTime()
  if (Math.abs(difference) < 1000) return 'now'
  const amount = durationWords(Math.abs(difference))
  return difference > 0 ? `${amount} ago` : `in ${amount}`
}

const two = (value: number): string => String(value).padStart(2, '0')

/** The reader's own zone, with the age beside it: `2026-11-24 16:40 · 2 min ago`. */
export const renderTime = (at: Date, now: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())} · ${age(at, now)}`

const recent = 2 * 86_400_000

/** The same where room is short: the age of what is recent, else the day. */
export const renderShortTime = (at: Date, now: Date): string =>
  Math.abs(now.getTime() - at.getTime()) < recent ? age(at, now) : renderTime(at, now).slice(0, 10)
