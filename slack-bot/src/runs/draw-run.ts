import type { ShownRun } from '@patchbay/core/words'
import type { ReminderSettings } from '../reminders/due-reminder.ts'
import { plannedCall } from '../reminders/planned-call.ts'
import type { Message } from '../views/blocks.ts'
import { runMessage } from '../views/run-message.ts'

/** Draws a run as its message, or for a modal. */
export type DrawRun = (run: ShownRun, place?: 'message' | 'modal') => Message

/** The one renderer of a bot, which knows whom the bot itself will call. */
export const createDrawRun =
  (reminders: ReminderSettings | undefined, people: () => Readonly<Record<string, string>>): DrawRun =>
  (run, place = 'message') =>
    runMessage(run, { place, call: plannedCall(run, reminders ?? {}, people()) })
