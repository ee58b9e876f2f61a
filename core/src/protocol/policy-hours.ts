import { z } from 'zod'

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

export const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time like "09:00"')

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const zoneSchema = z
  .string()
  .max(60)
  .refine(isZone, 'must be a time zone like "Europe/Berlin" or "UTC"')

/** When a rule holds, on the clock of a place. */
export const policyHoursSchema = z.strictObject({
  zone: zoneSchema,
  days: z
    .array(z.enum(weekdays))
    .min(1)
    .default([...weekdays]),
  from: timeOfDaySchema,
  to: timeOfDaySchema.describe(
    'not included; before "from": over midnight, counted to the day on which it began',
  ),
  outside: z.boolean().default(false).describe('the rule holds outside of these hours instead'),
})
export type PolicyHours = z.input<typeof policyHoursSchema>

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))

/** Making one takes a hundred times as long as using it, and few zones are ever asked for. */
const formats = new Map<string, Intl.DateTimeFormat>()

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(zone, made)
  return made
}

const clockAt = (zone: string, at: Date): { day: number; minute: number } => {
  const parts = formatOf(zone).formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  const day = weekdays.findIndex((name) => name === part('weekday').toLowerCase())
  return { day, minute: Number(part('hour')) * 60 + Number(part('minute')) }
}

/** Whether a rule with these hours holds at a time. */
export const holdsAt = (
  { zone, days = [...weekdays], from, to, outside = false }: PolicyHours,
  at: Date,
): boolean => {
  const { day, minute } = clockAt(zone, at)
  const [begin, end] = [minutes(from), minutes(to)]
  const on = (offset: number) => days.some((name) => name === weekdays[(day + offset + 7) % 7])
  const within =
    begin < end
      ? on(0) && minute >= begin && minute < end
      : (on(0) && minute >= begin) || (on(-1) && minute < end)
  return within !== outside
}

/** As people read it: `from 22:00 to 04:00 Europe/Berlin on sat, sun`. */
export const hoursWords = ({ zone, days, from, to, outside }: PolicyHours): string =>
  `${outside === true ? 'outside of' : 'from'} ${from} to ${to} ${zone}${days === undefined || days.length === weekdays.length ? '' : ` on ${days.join(', ')}`}`
