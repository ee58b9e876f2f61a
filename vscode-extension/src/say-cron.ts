import * as l10n from '@vscode/l10n'
import { isPatchbayError, nextRuns, parseSchedule, scheduleWords } from '@patchbay/core/schedules'

/** A schedule in words, and when it comes next; or why it is none. */
export const sayCron = (cron: string, now: Date): { words: string; next: string } | { problem: string } => {
  try {
    const [next] = nextRuns(parseSchedule(cron), now, 1)
    if (next === undefined) return { problem: l10n.t('"{0}" never comes again.', cron) }
    const at = `${next.toISOString().slice(0, 16).replace('T', ' ')} UTC`
    return { words: scheduleWords(cron), next: l10n.t('next {0}', at) }
  } catch (error) {
    if (!isPatchbayError(error)) throw error
    return { problem: error.message }
  }
}
