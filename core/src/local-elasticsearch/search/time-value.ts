import { illegalArgument } from './body-values.ts'

const UNITS: Readonly<Record<string, number>> = {
  nanos: 1e-6,
  micros: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** `30s`, `1m`, `500ms` in milliseconds. Throws 400 naming the setting. */
export const parseTimeValue = (setting: string, text: string): number => {
  if (text === '0' || text === '-1') return Number(text)
  const [, amount, unit] = /^(\d+)(nanos|micros|ms|s|m|h|d)$/i.exec(text.trim()) ?? []
  const factor = UNITS[unit?.toLowerCase() ?? '']
  if (factor === undefined) {
    throw illegalArgument(
      `failed to parse setting [${setting}] with value [${text}] as a time value: unit is missing or unrecognized`,
    )
  }
  return Number(amount) * factor
}
