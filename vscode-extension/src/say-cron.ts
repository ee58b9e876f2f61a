import { isPatchbayError, nextRuns, parseSchedule, scheduleWords } from '@patchbay/core/schedules'

/** A schedule in words, with when it comes next; or why it is none. */
export const sayCron = (cron: string, now: Date): { words: string } | { problem: string } => {
  try {
    const [next] = nextRuns(parseSchedule(cron), now, 1)
    if (next === undefined) return { problem: `"${cron}" never comes again.` }
    return { words: `${scheduleWords(cron)}, next ${next.toISOString().slice(0, 16).replace('T', ' ')} UTC` }
  } catch (error) {
    if (!isPatchbayError(error)) throw error
    return { problem: error.message }
  }
}
