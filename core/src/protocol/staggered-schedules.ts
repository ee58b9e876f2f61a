/** Minutes of a day. */
const dayLong = 24 * 60

const numbers = (field: string): number[] => field.split(',').map(Number)
const inOrder = (values: readonly number[]): string => values.toSorted((a, b) => a - b).join(',')

/** The shortest time from one of these moments to the next, in a round of so many minutes. */
const shortestGap = (moments: readonly number[], round: number): number => {
  const sorted = moments.toSorted((a, b) => a - b)
  const following = [...sorted.slice(1), (sorted[0] ?? 0) + round]
  return Math.min(...sorted.map((moment, at) => (following[at] ?? 0) - moment))
}

interface Parts {
  minutes: number[]
  /** Undefined where it comes in every hour. */
  hours: number[] | undefined
  days: readonly string[]
}

/** Minute, hour and days of a schedule that was made from words, which knows nothing but lists and "*". */
const partsOf = (cron: string): Parts => {
  const [, minute = '', hour = '', ...days] = cron.split(' ')
  return {
    minutes: minute === '*' ? Array.from({ length: 60 }, (_, at) => at) : numbers(minute),
    hours: hour === '*' ? undefined : numbers(hour),
    days,
  }
}

const anyDay = '* * ?'

/** How many minutes lie between one begin of a schedule that was made from words and the next, at least. */
export const gapOf = (cron: string): number => {
  const { minutes, hours } = partsOf(cron)
  if (hours === undefined) return shortestGap(minutes, 60)
  return shortestGap(
    hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute)),
    dayLong,
  )
}

/**
 * A schedule that was made from words, so many minutes later: fewer than lie between two of its begins.
 * @returns undefined where it would begin on the day after, and not every day is one of its days.
 */
const later = (cron: string, by: number): string | undefined => {
  const { minutes, hours, days } = partsOf(cron)
  const onDays = days.join(' ')
  if (hours === undefined) return `0 ${inOrder(minutes.map((minute) => (minute + by) % 60))} * ${onDays}`
  // Where hours are named, they share one minute.
  const moments = hours.map((hour) => hour * 60 + (minutes[0] ?? 0) + by)
  if (onDays !== anyDay && moments.some((moment) => moment >= dayLong)) return undefined
  const minute = (moments[0] ?? 0) % 60
  return `0 ${minute} ${inOrder(moments.map((moment) => Math.floor(moment / 60) % 24))} ${onDays}`
}

/**
 * One schedule for so many, evenly apart within so many minutes, the first as it is: always the same for the same
 * count, in whole minutes, so that some share one where there are more of them than minutes.
 * @param cron as `cronFromWords` writes it
 * @returns undefined where the last would begin on the day after, and not every day is one of its days.
 */
export const staggeredSchedules = (
  cron: string,
  { count, within }: { count: number; within: number },
): string[] | undefined => {
  const schedules: string[] = []
  for (let at = 0; at < count; at += 1) {
    const schedule = later(cron, Math.floor((at * within) / count))
    if (schedule === undefined) return undefined
    schedules.push(schedule)
  }
  return schedules
}
