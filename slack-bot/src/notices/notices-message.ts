import { bold, context, line, lines, type Message, message, preformatted, text } from '../views/blocks.ts'
import type { ChannelPlan } from './plan-channels.ts'
import type { DigestTime, Watch } from './subscription.ts'

const names = ({ connectors }: Watch): string =>
  connectors.includes('*') ? 'all connectors' : connectors.join(', ')

const watchWords = (watch: Watch): string =>
  `${names(watch)}: ${watch.severity === 'bad' ? 'only what has failed' : 'what has failed, and what may fail soon'} (as ${watch.as} sees it)`

const digestWords = ({ at, zone, as }: DigestTime): string =>
  `a digest of the day before at ${at} ${zone} (as ${as} sees it)`

const how = context(
  '/connectors notices subscribe [NAME or prod-*] [--severity bad] · unsubscribe [NAME] · digest 08:00 Europe/Berlin · digest off',
)

/** What a channel hears of. */
export const subscriptionsMessage = ({ watches, digests }: Omit<ChannelPlan, 'channel'>): Message => {
  const rows = [...watches.map(watchWords), ...digests.map(digestWords)]
  const title = rows.length === 0 ? 'This channel hears of nothing yet.' : 'This channel hears of:'
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
