import { nextOpening, type ShownRun } from '@patchbay/core/words'
import type { ReminderSettings } from './due-reminder.ts'

/** From when on the bot itself calls others, and whom. */
export interface PlannedCall {
  /** ISO 8601. */
  at: string
  whom: string
}

/**
 * When an escalation of the bot's own comes, and whom it calls, in words: what mentions somebody calls them at once.
 * Said the same before and after, so that no message goes stale. Undefined where it comes too late, or calls nobody.
 */
export const plannedCall = (
  {
    state,
    requester,
    requestedAt,
    decideBy,
  }: Pick<ShownRun, 'state' | 'requester' | 'requestedAt' | 'decideBy'>,
  { escalate, quiet }: Pick<ReminderSettings, 'escalate' | 'quiet'>,
  usernames: Readonly<Record<string, string>>,
): PlannedCall | undefined => {
  if (state !== 'waiting' || escalate === undefined || requestedAt === null) return undefined
  const due = new Date(Date.parse(requestedAt) + escalate.after)
  const at = quiet === undefined ? due : nextOpening([{ ...quiet, outside: quiet.outside !== true }], due)
  if (at === undefined || (decideBy !== null && at >= new Date(decideBy))) return undefined
  const called = escalate.to.filter((id) => usernames[id] === undefined || usernames[id] !== requester)
  const groups = called.filter((id) => id.startsWith('S')).length
  const people = called.flatMap((id) => (id.startsWith('S') ? [] : [usernames[id] ?? 'somebody else']))
  const group = groups === 0 ? [] : [groups === 1 ? 'a user group' : `${groups} user groups`]
  const whom = escalate.name ?? [...new Set([...group, ...people])].join(' and ')
  return called.length === 0 ? undefined : { at: at.toISOString(), whom }
}
