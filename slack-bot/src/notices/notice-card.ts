import type { Button, KnownBlock, RichTextSection } from '@slack/types'
import {
  actions,
  bold,
  button,
  capital,
  context,
  cutTo,
  line,
  lines,
  type Message,
  message,
  moment,
  text,
} from '../views/blocks.ts'
import { quickButton } from '../quick-actions/quick-button.ts'
import { unquoted } from '../views/prose.ts'
import { spokenFor } from '../views/spoken-for.ts'
import { type Card, isMany } from './board.ts'

const minute = 60_000

/** `sync-failed` as people read it. */
const titleOf = (code: string): string => capital(code).replaceAll('-', ' ')

const lasted = (card: Card): string => {
  const minutes = Math.round((Date.parse(card.closed ?? card.since) - Date.parse(card.since)) / minute)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 60 / 24)} days`
}

const many = (amount: number): string =>
  `${amount.toLocaleString('en-US')} ${amount === 1 ? 'connector' : 'connectors'}`

/** What helps, where something does. */
const remedies: readonly { codes: readonly string[]; operation: string; label: string }[] = [
  {
    codes: ['sync-failed', 'stuck-without-job', 'index-missing', 'documents-missing', 'full-sync-old'],
    operation: 'sync.start',
    label: 'Sync now',
  },
  {
    codes: ['key-dead', 'key-ending', 'key-for-other-index'],
    operation: 'api-key.rotate',
    label: 'Rotate key …',
  },
  { codes: ['connector-error'], operation: 'connector.clear-error', label: 'Clear the error' },
]

/** The buttons for a problem of one connector. */
const remedyButtons = (code: string, connector: string): Button[] =>
  connector === ''
    ? []
    : [
        ...remedies
          .filter(({ codes }) => codes.includes(code))
          .map(({ operation, label }) => quickButton({ operation, label, about: connector })),
        quickButton({ operation: 'connector.health', label: 'Health', about: connector }),
      ]

const times = (returns: number): string =>
  returns === 0 ? '' : ` · came back ${returns === 1 ? 'once' : `${returns} times`}`

/** Muted: what is wrong may still be wrong. */
const mutedCard = (what: string, title: string, { by, until }: NonNullable<Card['muted']>): Message =>
  message(`Muted: ${what}`, [
    lines(
      line(text('○  '), bold(what), text(`   ${title.toLowerCase()} · muted`)),
      line(
        text('By '),
        bold(by),
        ...(until === null ? [text(', until it is over')] : [text(', until '), moment(until)]),
      ),
    ),
    context('/connectors notices unmute ends it'),
  ])

const ended = (card: Card): Message => {
  const [first] = card.of
  const what = isMany(card) ? many(card.peak) : (first?.name ?? '')
  const title = titleOf(card.code)
  const closed = moment(card.closed ?? card.since)
  if (card.muted !== null) return mutedCard(what, title, card.muted)
  if (card.unwatched) {
    return message(`No longer watched: ${what}`, [
      lines(
        line(text('○  '), bold(what), text(`   ${title.toLowerCase()}`)),
        line(text('This channel does not watch it any more, since '), closed),
      ),
    ])
  }
  return message(`Recovered: ${what}`, [
    lines(
      line(text('●  '), bold(what), text('   recovered')),
      line(text(`${title} for ${lasted(card)}, until `), closed),
    ),
  ])
}

/** The cluster that a click is about stands in the id of its block. */
const placeOf = (cluster: string, { key }: Card): string => `at:${cluster}:${key}`.slice(0, 255)

/** Why, once for all who have the same reason, and who they are. */
const reasons = (card: Card): RichTextSection[] => {
  const alike = Map.groupBy(card.of, ({ what }) => what)
  const more = card.count - card.of.length
  return [
    ...[...alike].map(([what, those]) =>
      line(text(`${capital(what)}: `), bold(those.map(({ name }) => cutTo(name, 60)).join(', '))),
    ),
    ...(more > 0 ? [line(text(`and ${more.toLocaleString('en-US')} more`))] : []),
  ]
}

/** Who has which problem, in one line. */
const headlineOf = (card: Card): { what: string; headline: RichTextSection } => {
  const what = isMany(card) ? many(card.count) : (card.of[0]?.name ?? '')
  const mark = card.grade === 'bad' ? '✕' : '◐'
  const title = titleOf(card.code).toLowerCase()
  return { what, headline: line(text(`${mark}  `), bold(what), text(`   ${title}`)) }
}

const actionsOf = (card: Card, cluster: string, more: readonly Button[] = []): KnownBlock[] => {
  const own = isMany(card)
    ? [button({ action: 'notice.all', label: 'Show all', value: card.code })]
    : remedyButtons(card.code, card.of[0]?.connector ?? '')
  const buttons = [...own, ...more]
  return buttons.length === 0 ? [] : [actions(placeOf(cluster, card), buttons)]
}

/** That nobody may look any more is not to be muted. */
const muteButton = (card: Card): Button[] =>
  isMany(card) || card.of[0]?.connector !== ''
    ? [button({ action: 'notice.mute', label: 'Mute …', value: card.key })]
    : []

const whyOf = (card: Card): RichTextSection[] =>
  isMany(card) ? reasons(card) : [line(text(capital(card.of[0]?.what ?? '')))]

/** An incident as its one card, from the first notice to the end of it: drawn from what is stored and nothing else. */
export const noticeCard = (card: Card, cluster: string): Message => {
  if (card.closed !== null) return ended(card)
  const { what, headline } = headlineOf(card)
  const since = line(text('Since '), moment(card.since), text(times(card.returns)))
  const summary = `${titleOf(card.code)}: ${what}`
  const next = isMany(card)
    ? `All of them: /connectors connector problems --code ${card.code}`
    : spokenFor(card.next)
  return message(isMany(card) ? summary : `${summary}: ${card.of[0]?.what ?? ''}`, [
    lines(headline, ...whyOf(card), since),
    ...actionsOf(card, cluster, muteButton(card)),
    context(`${cluster} · ${unquoted(next)}`),
  ])
}

/** The same as one of several on the home tab. */
export const problemBlocks = (card: Card, cluster: string): KnownBlock[] => [
  lines(headlineOf(card).headline, ...whyOf(card)),
  ...actionsOf(card, cluster),
]
