import type { DateFormat } from '../mappings/date-format.ts'

type Unit = 'y' | 'M' | 'w' | 'd' | 'h' | 'm' | 's'

const FIXED: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
}
const STEP = /([+-])(\d*)([yMwdhHms])|\/([yMwdhHms])/y

const addMonths = (time: number, months: number): number => {
  const date = new Date(time)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  return date.setUTCDate(Math.min(day, last))
}

const add = (time: number, count: number, unit: Unit): number => {
  if (unit === 'y') return addMonths(time, count * 12)
  if (unit === 'M') return addMonths(time, count)
  return time + count * (FIXED[unit] ?? 0)
}

const floor = (time: number, unit: Unit): number => {
  const date = new Date(time)
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())
  switch (unit) {
    case 'y':
      return Date.UTC(date.getUTCFullYear(), 0, 1)
    case 'M':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
    case 'w':
      return midnight - ((date.getUTCDay() + 6) % 7) * (FIXED['d'] ?? 0)
    case 'd':
      return midnight
    default: {
      const length = FIXED[unit] ?? 1
      return Math.floor(time / length) * length
    }
  }
}

const isUnit = (text: string): text is Unit => /^[yMwdhms]$/.test(text)

const toUnit = (text: string | undefined): Unit => {
  const unit = text === 'H' ? 'h' : (text ?? '')
  return isUnit(unit) ? unit : 's'
}

/** `zone` shifts the rounding: milliseconds that local time lies before UTC. */
const applySteps = (
  start: number,
  steps: string,
  { roundUp, zone }: { roundUp: boolean; zone: number },
): number | undefined => {
  let time = start
  STEP.lastIndex = 0
  let from = 0
  while (from < steps.length) {
    STEP.lastIndex = from
    const step = STEP.exec(steps)
    if (step === null) return undefined
    const [whole, sign, count, unit, rounding] = step
    if (rounding === undefined) {
      time = add(time, (sign === '-' ? -1 : 1) * Number(count === '' ? 1 : count), toUnit(unit))
    } else {
      const start = floor(time - zone, toUnit(rounding))
      time = (roundUp ? add(start, 1, toUnit(rounding)) - 1 : start) + zone
    }
    from += whole.length
  }
  return time
}

/**
 * A date of a query in milliseconds: `now-300s`, `2024-01-01||+1M/d`, or what the format takes. `roundUp` as
 * `gt` and `lte` need it. Undefined when it can't be read.
 */
export const parseDateMath = (
  text: string,
  format: DateFormat,
  { now, roundUp, zone }: { now: number; roundUp: boolean; zone: number },
): number | undefined => {
  if (text.startsWith('now')) return applySteps(now, text.slice(3), { roundUp, zone })
  const [base = '', steps] = text.split('||')
  if (steps === undefined || steps === '') return format.parse(base, roundUp, zone)
  const start = format.parse(base, false, zone)
  return start === undefined ? undefined : applySteps(start, steps, { roundUp, zone })
}
