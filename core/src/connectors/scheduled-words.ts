import type { Schedule } from '../protocol/connector.ts'
import { scheduleWords } from '../protocol/schedule-words.ts'

/** A stored schedule in words, or `off`. Somebody else may have stored what is none: then it is shown as it is. */
export const scheduledWords = (schedule: Schedule | null | undefined): string => {
  if (schedule?.enabled !== true) return 'off'
  try {
    return scheduleWords(schedule.interval)
  } catch {
    return `can't be read: ${schedule.interval}`
  }
}
