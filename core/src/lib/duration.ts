const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const steps = [
  { unit: 'd', milliseconds: units.d },
  { unit: 'h', milliseconds: units.h },
  { unit: 'min', milliseconds: units.m },
  { unit: 's', milliseconds: units.s },
] as const

/** Milliseconds in the largest unit of which there is a whole one, rounded down: `3 min`; `0 s` for less than a second. */
export const durationWords = (milliseconds: number): string => {
  const { unit, milliseconds: size } = steps.find((step) => milliseconds >= step.milliseconds) ?? steps[3]
  return `${Math.floor(milliseconds / size)} ${unit}`
}

const isUnit = (text: string | undefined): text is keyof typeof units => text !== undefined && text in units

/** `30m` -> 1,800,000. Milliseconds, at most 14 days; undefined when it is not a duration. */
export const parseDuration = (text: string): number | undefined => {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (!isUnit(unit)) return undefined
  const milliseconds = Number(amount) * units[unit]
  return milliseconds > 0 && milliseconds <= 14 * units.d ? milliseconds : undefined
}
