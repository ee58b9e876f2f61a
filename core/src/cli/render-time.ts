const steps = [
  { unit: 'd', milliseconds: 86_400_000 },
  { unit: 'h', milliseconds: 3_600_000 },
  { unit: 'min', milliseconds: 60_000 },
  { unit: 's', milliseconds: 1000 },
] as const

/** `2 min ago`, `in 3 h`, `now`: whole units, rounded down. */
export const age = (at: Date, now: Date): string => {
  const difference = now.getTime() - at.getTime()
  const size = Math.abs(difference)
  const step = steps.find(({ milliseconds }) => size >= milliseconds)
  if (step === undefined) return 'now'
  const amount = `${Math.floor(size / step.milliseconds)} ${step.unit}`
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
