import type { SlackConfig } from '@patchbay/core/bot-login'
import { parseDuration } from '@patchbay/core/words'
import type { ReminderSettings } from './due-reminder.ts'

const milliseconds = (duration: string): number => {
  const parsed = parseDuration(duration)
  if (parsed === undefined) throw new Error(`The configuration let "${duration}" pass for a duration.`)
  return parsed
}

/** The settings of the configuration file, in milliseconds; false where nobody is to be reminded. */
export const reminderSettings = (settings: SlackConfig['reminders']): ReminderSettings | false => {
  if (settings === false) return false
  const { after, quiet, escalate } = settings
  return {
    after: milliseconds(after),
    quiet,
    escalate: escalate === undefined ? undefined : { ...escalate, after: milliseconds(escalate.after) },
  }
}
