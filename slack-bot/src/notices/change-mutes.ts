import { PatchbayError, type Runner, type Session, type StateStore } from '@patchbay/core'
import type { Board, Card } from './board.ts'
import { changeStored } from './change-stored.ts'
import { isPast, type Mute, withMute } from './mute.ts'
import { type Changed, untilWords } from './notices-message.ts'
import { readProblems } from './read-problems.ts'
import { type ChannelSettings, settingsSchema } from './channel-settings.ts'

export interface MuteParts {
  core: Runner
  settings: StateStore<ChannelSettings>
  boards: StateStore<Board>
}

/** How long something can be muted, as a form offers it. */
export const muteTimes = [
  { value: '1h', label: '1 hour' },
  { value: '4h', label: '4 hours' },
  { value: '1d', label: '1 day' },
  { value: '7d', label: '1 week' },
  { value: 'over', label: 'until it is over' },
]

const nothing = settingsSchema.parse({})

/** Mutes something in a channel; whoever may see it may. What is told to everybody there. */
export const addMute = async (
  { core, settings }: MuteParts,
  session: Session,
  { channel, what, now, ...mute }: Omit<Mute, 'by'> & { channel: string; what: string; now: Date },
): Promise<Changed> => {
  await readProblems(core, session)
  const by = session.actor.username
  await changeStored(settings, channel, (stored = nothing) => ({
    ...stored,
    mutes: withMute(
      stored.mutes.filter((one) => !isPast(one, now)),
      { ...mute, by },
    ),
  }))
  return { who: by, did: `wants to hear nothing of ${what} here`, more: untilWords(mute.until) }
}

/** Ends the mutes about a connector, or all of a channel. */
export const endMutes = async (
  { settings }: MuteParts,
  session: Session,
  { channel, connector }: { channel: string; connector: string | undefined },
): Promise<Changed> => {
  const changed = await changeStored(settings, channel, (stored) => {
    const mutes = (stored?.mutes ?? []).filter(
      (one) => connector !== undefined && one.connector !== connector,
    )
    return stored === undefined || mutes.length === stored.mutes.length ? undefined : { ...stored, mutes }
  })
  if (!changed) {
    throw new PatchbayError('input.invalid', 'Nothing like that is muted here.', {
      next: '`/connectors notices list` shows what is.',
    })
  }
  return { who: session.actor.username, did: `wants to hear again of ${connector ?? 'everything'} here.` }
}

/** The card in which somebody pressed Mute. */
export const cardToMute = async (
  { boards }: MuteParts,
  { channel, key }: { channel: string; key: string },
): Promise<Card> => {
  const found = (await boards.read(channel))?.value.cards.find((card) => card.key === key)
  if (found !== undefined && found.closed === null) return found
  throw new PatchbayError('input.invalid', 'This is over already, so there is nothing to mute.', {
    next: '`/connectors notices mute NAME 4h` mutes a connector, whatever will be wrong with it.',
  })
}
