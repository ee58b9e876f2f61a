import { createHash } from 'node:crypto'
import type { Clock, Runner, Session, StateStore } from '@patchbay/core'
import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { type About, findOwnMessage, metadataOf } from '../messages/find-own-message.ts'
import { isGone, retryAfterOf, slackErrorOf } from '../slack-error.ts'
import type { Message } from '../views/blocks.ts'
import { isForGood } from '../runs/load-run.ts'
import { slackWords } from '../views/error-message.ts'
import { arrangeCards, type Remains } from './arrange-cards.ts'
import { type Board, boardSchema, type Card, isMany } from './board.ts'
import { changeStored } from './change-stored.ts'
import { endedMutes, muteOf, type Mute } from './mute.ts'
import { noticeCard } from './notice-card.ts'
import type { ChannelPlan } from './plan-channels.ts'
import { readProblems } from './read-problems.ts'
import { tellSubscribed } from './tell-subscribed.ts'
import { isWatched, type Problem } from './subscription.ts'

export interface NoticeParts {
  core: Runner
  /** The bot's own login, which may run as those whose rights decide what a channel sees. */
  session: Session
  boards: StateStore<Board>
  plans: (only?: string) => Promise<ChannelPlan[]>
  /** Of a channel, since they hold no longer. */
  forgetMutes(channel: string, ended: readonly Mute[]): Promise<void>
  /** Refuses what comes too fast instead of waiting: what isn't sent now is sent at the next look. */
  slack: WebClient
  botUser: string | undefined
  clock: Pick<Clock, 'now'>
  log(problem: string, error: unknown): void
}

/** One bot looks at a channel for all; another takes over when it has not looked for so long. Milliseconds. */
const looksFor = 45_000
/** A message whose posting began so long ago and that has no id was lost with its bot. Milliseconds. */
const lostAfter = 60_000
/** Messages and edits a channel and look: Slack lets one a second pass, and short bursts. */
const sendsAtMost = 12

const posted = z.object({ ts: z.string() })
const emptyBoard = boardSchema.parse({})

const digestOf = (drawn: Message): string =>
  createHash('sha256').update(JSON.stringify(drawn)).digest('base64url').slice(0, 22)

interface Looked {
  /** What the channel's cards are to show. */
  watched: readonly Problem[]
  /** Whether what a card shows is still so, where the channel does not watch it any more. */
  remains: (card: Card) => Remains
}

/** Somebody whose rights decided what a channel sees has lost them. */
const unreadable = (username: string, error: unknown): Problem => {
  const { message, next } = slackWords(error)
  return {
    name: `Connectors as ${username}`,
    grade: 'bad',
    code: 'unreadable',
    what: message,
    next,
    connector: '',
  }
}

const worstFirst = (a: Card, b: Card): number => a.grade.localeCompare(b.grade)

/** Cards that nobody has posted, or whose poster is gone. */
const isToPost = (card: Card, now: number): boolean =>
  card.ts === null &&
  card.closed === null &&
  !card.dismissed &&
  (card.posting === null || now - Date.parse(card.posting) >= lostAfter)

/**
 * Keeps the cards of every channel as they ought to be. Each look compares what is wrong with what the cards show and
 * sends what differs, a bounded number of messages; what had no room, and what Slack refused, differs still at the next
 * look. So there is no queue that could overflow or be lost.
 */
export const keepNotices = (parts: NoticeParts): { look(channel?: string): Promise<void> } => {
  const { core, session, boards, plans, slack, botUser, clock, forgetMutes, log } = parts
  const cluster = session.cluster.name
  /** Channels that Slack wants to be left alone, until when. */
  const resting = new Map<string, number>()

  const change = (channel: string, edit: (board: Board) => Board | undefined): Promise<boolean> =>
    changeStored(boards, channel, (board) => edit(board ?? emptyBoard))

  const changeCard = (channel: string, key: string, more: Partial<Card>): Promise<boolean> =>
    change(channel, (board) => ({
      ...board,
      cards: board.cards.map((card) => (card.key === key ? { ...card, ...more } : card)),
    }))

  /** Of several bots one looks, so that the others needn't ask the same; a hint only: what is sent is claimed by itself. */
  const claim = (channel: string, force: boolean): Promise<boolean> => {
    const now = clock.now()
    return change(channel, (board) =>
      !force && Math.abs(now.getTime() - Date.parse(board.lookedAt)) < looksFor
        ? undefined
        : { ...board, lookedAt: now.toISOString() },
    )
  }

  /**
   * Writes the cards down as they ought to be, and takes upon itself to post some of the new ones: `mine`, with the time
   * at which a bot began to post it that is gone.
   */
  const arrange = async (
    channel: string,
    { watched, remains }: Looked,
  ): Promise<{ cards: Card[]; mine: ReadonlyMap<string, string | null> }> => {
    let cards: Card[] = []
    let mine = new Map<string, string | null>()
    await change(channel, (board) => {
      const now = clock.now()
      const arranged = arrangeCards(board.cards, watched, { at: now, remains })
      const toPost = arranged.filter((card) => isToPost(card, now.getTime())).toSorted(worstFirst)
      mine = new Map(toPost.slice(0, sendsAtMost).map(({ key, posting }) => [key, posting]))
      cards = arranged.map((card) => (mine.has(card.key) ? { ...card, posting: now.toISOString() } : card))
      return { ...board, cards }
    })
    return { cards, mine }
  }

  const redraw = async (channel: string, card: Card, ts: string): Promise<void> => {
    const drawn = noticeCard(card, cluster)
    try {
      await slack.chat.update({ channel, ts, ...drawn })
      await changeCard(channel, card.key, { ts, drawn: digestOf(drawn), over: card.closed !== null })
    } catch (error) {
      if (!isGone(error)) throw error
      await changeCard(channel, card.key, { ts: null, dismissed: true })
    }
  }

  const aboutOf = ({ key }: Card, posting: string): About => ({
    type: 'patchbay_notice',
    id: `${cluster}:${key}:${posting}`,
  })

  const post = async (channel: string, card: Card, lost: string | null): Promise<void> => {
    const about = lost === null ? undefined : aboutOf(card, lost)
    const found = about === undefined ? undefined : await findOwnMessage(slack, { channel, about, botUser })
    if (found !== undefined) return redraw(channel, card, found.ts)
    const drawn = noticeCard(card, cluster)
    const metadata = metadataOf(aboutOf(card, card.posting ?? ''))
    const { ts } = posted.parse(
      await slack.chat.postMessage({ channel, ...drawn, metadata, unfurl_links: false }),
    )
    await changeCard(channel, card.key, { ts, drawn: digestOf(drawn) })
  }

  const bringUpToDate = async (channel: string, looked: Looked): Promise<void> => {
    const { cards, mine } = await arrange(channel, looked)
    const fresh = cards.filter(({ key }) => mine.has(key))
    for (const card of fresh) await post(channel, card, mine.get(card.key) ?? null)
    const stale = cards.flatMap((card) =>
      card.ts !== null && card.drawn !== digestOf(noticeCard(card, cluster)) ? [{ card, ts: card.ts }] : [],
    )
    // What is over first: a card that says too much is worse than one that says it late.
    const sorted = stale.toSorted((a, b) => Number(a.card.closed === null) - Number(b.card.closed === null))
    for (const { card, ts } of sorted.slice(0, sendsAtMost - fresh.length)) await redraw(channel, card, ts)
  }

  /** What a channel may hear of: of each who asked, with that one's rights. */
  const lookFor = async (
    { channel, watches, mutes }: ChannelPlan,
    problemsFor: (username: string) => Promise<readonly Problem[]>,
  ): Promise<Looked> => {
    const watched = new Map<string, Problem>()
    const now = clock.now()
    const there = new Map<string, Problem>()
    let all = true
    for (const watch of watches) {
      try {
        for (const problem of await problemsFor(watch.as)) {
          const key = `${problem.code}:${problem.connector}`
          there.set(key, problem)
          if (isWatched(watch, problem) && muteOf(mutes, problem, now) === undefined)
            watched.set(key, problem)
        }
      } catch (error) {
        // Notices that end in silence are worse than none: the channel is told.
        if (!isForGood(error)) throw error
        all = false
        watched.set(`unreadable:${watch.as}`, unreadable(watch.as, error))
      }
    }
    const problems = [...there.values()]
    // Where nobody watches, nothing was looked at.
    const ended = all && watches.length > 0 ? endedMutes(mutes, { there: problems, now }) : []
    if (ended.length > 0) await forgetMutes(channel, ended)
    const remains = (card: Card): Remains => {
      if (card.code === 'unreadable') return 'no'
      const alike = problems.filter(({ code, connector }) =>
        isMany(card) ? code === card.code : `${code}:${connector}` === card.key,
      )
      const muted = alike.map((problem) => muteOf(mutes, problem, now)).find((mute) => mute !== undefined)
      if (muted !== undefined) return muted
      if (watches.length === 0 || alike.length > 0) return 'yes'
      return all ? 'no' : 'unknown'
    }
    return { watched: [...watched.values()], remains }
  }

  /** The same problem is told once, not each minute. */
  const said = new Map<string, string>()
  const refused = (channel: string, error: unknown): void => {
    const seconds = retryAfterOf(error)
    if (seconds !== undefined) {
      resting.set(channel, clock.now().getTime() + seconds * 1000)
      return
    }
    const problem = slackErrorOf(error) ?? String(error)
    if (said.get(channel) === problem) return
    said.set(channel, problem)
    const lacks = ['not_in_channel', 'channel_not_found'].includes(problem)
    log(
      lacks
        ? `The channel ${channel} lacks the bot: type /invite @Patchbay there.`
        : `The notices of the channel ${channel} are behind.`,
      error,
    )
  }

  return {
    async look(only) {
      const reads = new Map<string, Promise<readonly Problem[]>>()
      const problemsFor = (username: string): Promise<readonly Problem[]> => {
        const read = reads.get(username) ?? session.as(username).then((person) => readProblems(core, person))
        reads.set(username, read)
        return read
      }
      for (const plan of await plans(only)) {
        const { channel } = plan
        if ((resting.get(channel) ?? 0) > clock.now().getTime()) continue
        try {
          // What could not be looked at is no recovery: the cards stay as they are.
          if (await claim(channel, only !== undefined)) {
            await tellSubscribed({ boards, slack, cluster, botUser, clock }, plan)
            await bringUpToDate(channel, await lookFor(plan, problemsFor))
          }
          said.delete(channel)
        } catch (error) {
          refused(channel, error)
        }
      }
    },
  }
}
