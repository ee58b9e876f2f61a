import { age, type ShownRun } from '@patchbay/core/words'
import type { RichTextSection, RichTextUserMention, RichTextUsergroupMention } from '@slack/types'
import { bold, line, lines, type Message, message, moment, text } from '../views/blocks.ts'
import type { ReminderKind } from './due-reminder.ts'

type Mention = RichTextUserMention | RichTextUsergroupMention

/** A group or a person by their Slack id, out of the configuration: the one place where the bot calls somebody. */
const mention = (id: string): Mention =>
  id.startsWith('S') ? { type: 'usergroup', usergroup_id: id } : { type: 'user', user_id: id }

const missing = ({ votes, votesNeeded }: ShownRun): number =>
  votesNeeded - votes.filter(({ choice, counts }) => choice === 'approve' && counts).length

/** Whom an escalation calls, by Slack id: never who asked, and nobody who has voted. */
export const whomToCall = (
  run: Pick<ShownRun, 'requester' | 'votes'>,
  to: readonly string[],
  usernames: Readonly<Record<string, string | undefined>>,
): string[] => {
  const out = new Set([run.requester, ...run.votes.filter(({ counts }) => counts).map(({ by }) => by)])
  return to.filter((id) => {
    const username = usernames[id]
    return username === undefined || !out.has(username)
  })
}

/** A line in the thread of a request that nobody has decided yet. */
export const reminderMessage = (
  run: ShownRun,
  { kind, now, call }: { kind: ReminderKind; now: Date; call: readonly string[] },
): Message => {
  const what = [run.title, run.target].filter((part) => part !== null).join(' · ')
  const votes = missing(run)
  const waits = `${what} still waits for ${votes === 1 ? 'one approval' : `${votes} approvals`}`
  const asked = ` · ${run.requester ?? 'somebody'} asked ${age(new Date(run.requestedAt ?? now), now)}`
  const until = run.decideBy === null ? [] : [text(' · decide until '), moment(run.decideBy)]
  const first = line(bold(kind === 'last-call' ? `Last call: ${waits}` : waits), text(asked), ...until)
  const called: RichTextSection[] =
    kind === 'escalation'
      ? [
          {
            type: 'rich_text_section',
            elements: [
              ...call.flatMap((id) => [mention(id), text(' ')]),
              text(
                call.length === 0
                  ? 'Nobody is left to ask beside who asked and who has voted.'
                  : `please decide, or find who can. What ${run.requester ?? 'the one who asked'} votes does not count.`,
              ),
            ],
          },
        ]
      : []
  const lapses =
    kind === 'last-call' ? [line(text('Then the request lapses, and has to be asked for again.'))] : []
  return message(kind === 'last-call' ? `Last call: ${waits}` : waits, [lines(first, ...called, ...lapses)])
}
