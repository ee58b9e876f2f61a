import type { StateStore } from '@patchbay/core'
import type { WebClient } from '@slack/web-api'
import { text } from '../views/blocks.ts'
import { type Board, boardSchema } from './board.ts'
import { changeStored } from './change-stored.ts'
import { changedMessage, endedMessage, subscribedWords } from './notices-message.ts'
import type { ChannelPlan } from './plan-channels.ts'
import type { Subscribed } from './read-subscribed.ts'

type Told = Board['told'][number]

const emptyBoard = boardSchema.parse({})
const key = ({ connectors }: Pick<Told, 'connectors'>): string => connectors.toSorted().join('\n')

/** Notes that a channel was told of a subscription; false where it was told before. */
export const noteTold = (
  boards: StateStore<Board>,
  channel: string,
  { run, connectors }: Told,
): Promise<boolean> =>
  changeStored(boards, channel, (board = emptyBoard) =>
    board.told.some((one) => one.run === run)
      ? undefined
      : {
          ...board,
          told: [...board.told.filter((one) => key(one) !== key({ connectors })), { run, connectors }],
        },
  )

/** Forgets what was ended, since the channel was told of that. */
export const noteEnded = (
  boards: StateStore<Board>,
  channel: string,
  connectors: readonly string[],
): Promise<boolean> =>
  changeStored(boards, channel, (board) => {
    if (board === undefined) return undefined
    const told = board.told.filter(
      (one) => connectors.length > 0 && key(one) !== key({ connectors: [...connectors] }),
    )
    return told.length === board.told.length ? undefined : { ...board, told }
  })

/**
 * Tells a channel what was asked for and ended outside it, from a terminal, an editor or by a language model: nobody is
 * to wonder why the bot speaks there, or no longer does.
 */
export const tellSubscribed = async (
  { boards, slack }: { boards: StateStore<Board>; slack: WebClient },
  { channel, asked }: Pick<ChannelPlan, 'channel' | 'asked'>,
): Promise<void> => {
  const told = (await boards.read(channel))?.value.told ?? []
  const isTold = ({ run }: Subscribed): boolean => told.some((one) => one.run === run)
  for (const one of asked.filter((subscribed) => !isTold(subscribed))) {
    const words = {
      who: one.as,
      did: subscribedWords(one),
      more: [text('That was asked for outside Slack.')],
    }
    await slack.chat.postMessage({ channel, ...changedMessage(words), unfurl_links: false })
    await noteTold(boards, channel, one)
  }
  const about = new Set(asked.map(key))
  for (const ended of told.filter((one) => !about.has(key(one)))) {
    await slack.chat.postMessage({ channel, ...endedMessage(ended), unfurl_links: false })
    await noteEnded(boards, channel, ended.connectors)
  }
}
