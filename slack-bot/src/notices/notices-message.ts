import { bold, context, line, lines, type Message, message, preformatted, text } from '../views/blocks.ts'
import type { ChannelPlan } from './plan-channels.ts'
import type { Mute } from './mute.ts'
import type { DigestTime, Watch } from './subscription.ts'

const names = ({ connectors }: Pick<Watch, 'connectors'>): string =>
  connectors.includes('*') ? 'all connectors' : connectors.join(', ')

const watchWords = (watch: Watch): string =>
  `${names(watch)}: ${watch.severity === 'bad' ? 'only what has failed' : 'what has failed, and what may fail soon'} (as ${watch.as} sees it)`

export const digestWords = (time: Omit<DigestTime, 'as'>): string =>
  `a digest of the day before${time.connectors.includes('*') ? '' : `, of ${names(time)},`} at ${time.at} ${time.zone}`

const muteWords = ({ connector, code, until, by }: Mute): string =>
  `but not of ${[code?.replaceAll('-', ' '), connector].filter((part) => part !== undefined).join(' of ')}, ${until === null ? 'until it is over' : `until ${until.slice(0, 16).replace('T', ' ')} UTC`} (muted by ${by})`

const how = context(
  '/connectors notices subscribe [NAME or prod-*] [--severity bad] · unsubscribe [NAME] · mute NAME [4h] · unmute [NAME] · digest 08:00 Europe/Berlin [NAME] · digest off',
)

/** What a channel hears of. */
export const subscriptionsMessage = (
  { watches, digests, mutes }: Omit<ChannelPlan, 'channel'>,
  cluster?: string,
): Message => {
  const rows = [
    ...watches.map(watchWords),
    ...digests.map((time) => `${digestWords(time)} (as ${time.as} sees it)`),
    ...mutes.map(muteWords),
  ]
  const place = cluster === undefined ? '' : ` from ${cluster}`
  const title =
    rows.length === 0 ? `This channel hears of nothing${place} yet.` : `This channel hears${place} of:`
  return message([title, ...rows].join('\n'), [
    lines(line(bold(title))),
    ...(rows.length === 0 ? [] : [preformatted(rows)]),
    how,
  ])
}

/** What somebody changed about it, for everybody in the channel. */
export const changedMessage = (who: string, did: string, more?: string): Message =>
  message(`${who} ${did}`, [
    lines(line(bold(who), text(` ${did}`)), ...(more === undefined ? [] : [line(text(more))])),
  ])

export const subscribedWords = (watch: Watch): string =>
  `wants to hear of trouble here: ${names(watch)}${watch.severity === 'bad' ? ', only what has failed' : ''}.`
