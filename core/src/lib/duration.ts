const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const isUnit = (text: string | undefined): text is keyof typeof units => text !== undefined && text in units

/** `30m` -> 1,800,000. Milliseconds, at most 14 days; undefined when it is not a duration. */
export const parseDuration = (text: string): number | undefined => {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (!isUnit(unit)) return undefined
  const milliseconds = Number(amount) * units[unit]
  return milliseconds > 0 && milliseconds <= 14 * units.d ? milliseconds : undefined
}
