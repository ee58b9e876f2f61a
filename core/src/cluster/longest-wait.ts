import { nextOpening } from '../protocol/next-opening.ts'
import type { PolicyHours } from '../protocol/policy-hours.ts'

const hour = 3_600_000
const week = 7 * 24 * hour
/** A Monday; one week of hours is like another. */
const monday = Date.parse('2024-01-01T00:00:00Z')

/** How long something may have to wait until all of these hours hold, within an hour; undefined where they never do. */
export const longestWait = (hours: readonly PolicyHours[]): number | undefined => {
  let longest = 0
  for (let at = monday; at < monday + week; at += hour) {
    const opening = nextOpening(hours, new Date(at))
    if (opening === undefined) return undefined
    longest = Math.max(longest, opening.getTime() - at)
  }
  return longest
}
