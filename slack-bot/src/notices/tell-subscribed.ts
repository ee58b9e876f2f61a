import type { Clock, StateStore } from '@patchbay/core'
import type { WebClient } from '@slack/web-api'
import { type About, findOwnMessage, metadataOf } from '../messages/find-own-message.ts'
import { type Message, text } from '../views/blocks.ts'
import { type Board, boardSchema } from './board.ts'
import { changeStored } from './change-stored.ts'
import { changedMessage, endedMessage, subscribedWords } from './notices-message.ts'
import type { ChannelPlan } from './plan-channels.ts'

type Told = Board['told'][number]

const emptyBoard = boardSchema.parse({})
const key = ({ connectors }: Pick<Told, 'connectors'>): string => connectors.toSorted().join('\n')

/** Notes that a channel was told of a subscription; false where it was told before. */
export const noteTold = (
  boards: StateStore<Board>,
  channel: string,
  { run, connectors }: Pick<Told, 'run' | 'connectors'>,
): Promise<boolean> =>
  changeStored(boards, channel, (board = emptyBoard) =>
    board.told.some((one) => one.run === run)
      ? undefined
      : { ...board, told: [...others(board, { connectors }), { run, connectors, telling: null }] },
  )

const others = ({ told }: Board, about: Pick<Told, 'connectors'>): Told[] =>
  told.filter((one) => key(one) !== key(about))

/** Forgets what was ended, since the channel was told of that. */
export const noteEnded = (
  boards: StateStore<Board>,
  channel: string,
  connectors: readonly string[],
): Promise<boolean> =>
  changeStored(boards, channel, (board) => {
    if (board === undefined) return undefined
    const told = connectors.length === 0 ? [] : others(board, { connectors: [...connectors] })
    return told.length === board.told.length ? undefined : { ...board, told }
  })

/** What a bot began to tell so long ago may never have been said. Milliseconds. */
const lostAfter = 60_000

export interface TellingParts {
  boards: StateStore<Board>
  slack: WebClient
  cluster: string
  botUser: string | undefined
  clock: Pick<Clock, 'now'>
}

/**
 * Tells a channel what was asked for and ended outside it, from a terminal, an editor or by a language model: nobody is
 * to wonder why the bot speaks there, or no longer does. That it is being told is noted first; what a bot that died may
 * have said is looked for before it is said again.
 */
export const tellSubscribed = async (
  { boards, slack, cluster, botUser, clock }: TellingParts,
  { channel, asked }: Pick<ChannelPlan, 'channel' | 'asked'>,
): Promise<void> => {
  const told = (await boards.read(channel))?.value.told ?? []
  const now = clock.now()
  const isLost = ({ telling }: Told): boolean =>
    telling !== null && now.getTime() - Date.parse(telling) >= lostAfter

  const say = async (drawn: Message, what: 'told' | 'ended', one: Told): Promise<void> => {
    const { run, connectors } = one
    const telling = now.toISOString()
    await changeStored(boards, channel, (board = emptyBoard) => ({
      ...board,
      told: [...others(board, one), { run, connectors, telling }],
    }))
    const about: About = { type: 'patchbay_subscription', id: `${cluster}:${run}:${what}` }
    const found = isLost(one) ? await findOwnMessage(slack, { channel, about, botUser }) : undefined
    if (found === undefined)
      await slack.chat.postMessage({ channel, ...drawn, metadata: metadataOf(about), unfurl_links: false })
  }

  for (const one of asked) {
    const before = told.find(({ run }) => run === one.run)
    if (before !== undefined && !isLost(before)) continue
    const words = {
      who: one.as,
      did: subscribedWords(one),
      more: [text('That was asked for outside Slack.')],
    }
    const { run, connectors } = one
    await say(changedMessage(words), 'told', before ?? { run, connectors, telling: null })
    await changeStored(boards, channel, (board = emptyBoard) => ({
      ...board,
      told: [...others(board, one), { run, connectors, telling: null }],
    }))
  }
  const about = new Set(asked.map(key))
  for (const one of told.filter((ended) => !about.has(key(ended)))) {
    if (one.telling !== null && !isLost(one)) continue
    await say(endedMessage(one), 'ended', one)
    await noteEnded(boards, channel, one.connectors)
  }
}
