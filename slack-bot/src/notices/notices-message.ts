import type { RichTextSection } from '@slack/types'
import {
  bold,
  context,
  type Inline,
  line,
  lines,
  type Message,
  message,
  moment,
  text,
} from '../views/blocks.ts'
import type { ChannelPlan } from './plan-channels.ts'
import type { Mute } from './mute.ts'
import type { DigestTime, Watch } from './subscription.ts'

const names = ({ connectors }: Pick<Watch, 'connectors'>): string =>
  connectors.includes('*') ? 'all connectors' : connectors.join(', ')

const watchWords = (watch: Watch): string =>
  `${names(watch)}: ${watch.severity === 'bad' ? 'only what has failed' : 'what has failed, and what may fail soon'} (as ${watch.as} sees it)`

export const digestWords = (time: Omit<DigestTime, 'as'>): string =>
  `a digest of the day before${time.connectors.includes('*') ? '' : `, of ${names(time)},`} at ${time.at} ${time.zone}`

/** Until when, in the reader's local time. */
export const untilWords = (until: string | null): Inline[] =>
  until === null ? [text('until it is over')] : [text('until '), moment(until)]

const muteLine = ({ connector, code, until, by }: Mute): RichTextSection => {
  const what = [code?.replaceAll('-', ' '), connector].filter((part) => part !== undefined).join(' of ')
  return line(text(`· but not of ${what}, `), ...untilWords(until), text(` (muted by ${by})`))
}

const how = context(
  '/connectors notices subscribe [NAME or prod-*] [--severity bad] · unsubscribe [NAME] · mute NAME [4h] · unmute [NAME] · digest 08:00 Europe/Berlin [NAME] · digest off',
)
const howOfSeveral = context('--cluster NAME: of one cluster alone; without it, of all.')

/** What a channel hears of one cluster: or why that can't be told. */
export type Heard = Pick<ChannelPlan, 'watches' | 'digests' | 'mutes'> | { why: string }

/** What a channel hears of, by cluster; a name only where there are several. */
export const subscriptionsMessage = (
  clusters: readonly { cluster: string | undefined; heard: Heard }[],
): Message => {
  const sections = clusters.map(({ cluster, heard }) => {
    const place = cluster === undefined ? '' : ` from ${cluster}`
    if ('why' in heard)
      return { title: `What this channel hears${place} is not known.`, rows: [line(text(heard.why))] }
    const { watches, digests, mutes } = heard
    const rows = [
      ...watches.map((watch) => line(text(`· ${watchWords(watch)}`))),
      ...digests.map((time) => line(text(`· ${digestWords(time)} (as ${time.as} sees it)`))),
      ...mutes.map(muteLine),
    ]
    const title =
      rows.length === 0 ? `This channel hears of nothing${place} yet.` : `This channel hears${place} of:`
    return { title, rows }
  })
  return message(sections.map(({ title }) => title).join('\n'), [
    ...sections.map(({ title, rows }) => lines(line(bold(title)), ...rows)),
    how,
    ...(clusters.length > 1 ? [howOfSeveral] : []),
  ])
}

/** What somebody changed about it. */
export interface Changed {
  who: string
  did: string
  more?: readonly Inline[] | undefined
}

/** The same for everybody in the channel; `rows`: where there are several clusters, what came of it in each. */
export const changedMessage = ({ who, did, more }: Changed, rows: readonly RichTextSection[] = []): Message =>
  message(`${who} ${did}`, [
    lines(line(bold(who), text(` ${did}`)), ...(more === undefined ? [] : [line(...more)]), ...rows),
  ])

export const subscribedWords = (watch: Watch): string =>
  `wants to hear of trouble here: ${names(watch)}${watch.severity === 'bad' ? ', only what has failed' : ''}.`

/** Somebody ended notices outside Slack. */
export const endedMessage = (watch: Pick<Watch, 'connectors'>): Message => {
  const title = `No more notices here about ${names(watch)}`
  return message(title, [lines(line(bold(title)), line(text('That was ended outside Slack.')))])
}
