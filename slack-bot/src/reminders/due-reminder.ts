import { holdsAt, type PolicyHours } from '@patchbay/core/words'
import { z } from 'zod'

/** When people are reminded of a request that waits. Milliseconds. */
export interface ReminderSettings {
  /** The first one, after it was asked; each next one waits twice as long. */
  after: number
  /** Hours in which nobody is reminded. */
  quiet?: PolicyHours | undefined
  /** Whom else to ask, and after how long: user groups and people by their Slack ids, and what they are called. */
  escalate?: { after: number; to: readonly string[]; name?: string | undefined } | undefined
}

/** What is remembered of the reminders of a request. */
export const remindedSchema = z.object({
  count: z.int().default(0),
  lastAt: z.string().nullable().default(null),
  lastCall: z.boolean().default(false),
  escalated: z.boolean().default(false),
})
export type Reminded = z.infer<typeof remindedSchema>

export type ReminderKind = 'reminder' | 'escalation' | 'last-call'

const minute = 60_000
const quarter = 15 * minute
const day = 24 * 60 * minute
/** So long before the deadline it is said for the last time; a fifth of the time where there is less. */
const beforeTheEnd = 60 * minute

/** When the last call is due: before the deadline, and before the quiet hours in which it would fall. */
const lastCallAt = (asked: number, until: number, quiet: PolicyHours | undefined): number => {
  const due = until - Math.min(beforeTheEnd, (until - asked) / 5)
  if (quiet === undefined) return due
  for (let at = due; at > Math.max(asked, due - day); at -= quarter)
    if (!holdsAt(quiet, new Date(at))) return at
  return due
}

/** Which reminder is due now; in quiet hours none. What was missed is one reminder, not several. */
export const dueReminder = (
  { requestedAt, decideBy }: { requestedAt: string; decideBy: string | null },
  { reminded, settings, now }: { reminded: Reminded; settings: ReminderSettings; now: Date },
): ReminderKind | undefined => {
  const { after, quiet, escalate } = settings
  if (quiet !== undefined && holdsAt(quiet, now)) return undefined
  const asked = Date.parse(requestedAt)
  const at = now.getTime()
  if (decideBy !== null && !reminded.lastCall) {
    const until = Date.parse(decideBy)
    // Only near the end: for most looks there is nothing to work out.
    if (until - at < day + beforeTheEnd && at >= lastCallAt(asked, until, quiet)) return 'last-call'
  }
  if (escalate !== undefined && !reminded.escalated && at - asked >= escalate.after) return 'escalation'
  const last = reminded.lastAt === null ? asked : Date.parse(reminded.lastAt)
  return at - last >= after * 2 ** reminded.count ? 'reminder' : undefined
}

/** What is remembered once it was said. */
export const afterReminder = (reminded: Reminded, kind: ReminderKind, now: Date): Reminded => ({
  count: reminded.count + 1,
  lastAt: now.toISOString(),
  lastCall: reminded.lastCall || kind === 'last-call',
  escalated: reminded.escalated || kind === 'escalation',
})
