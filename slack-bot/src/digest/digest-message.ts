import type { RichTextSection } from '@slack/types'
import { quickButton } from '../quick-actions/quick-button.ts'
import { actions, bold, context, line, lines, type Message, message, text } from '../views/blocks.ts'

export interface DigestContents {
  cluster: string
  zone: string
  /** Names of those that it is about; `*` for all. */
  connectors: readonly string[]
  since: Date
  /** Of all kinds together. */
  syncs: { jobs: number; completed: number; failed: number; written: number; deleted: number }
  errors: readonly { error: string; jobs: number }[]
  /** Requests that wait for a decision. */
  waiting: readonly { title: string; target: string | null; requester: string | null }[]
  /** What is wrong now. */
  bad: number
  warnings: number
  keys: readonly { name: string; what: string }[]
  /** What the doctor finds of the set-up. */
  setUp: readonly string[]
}

const shownAtMost = 5

const number = (value: number): string => value.toLocaleString('en-US')
const count = (value: number, noun: string): string => `${number(value)} ${noun}${value === 1 ? '' : 's'}`

/** The first of a list as lines, and how many more there are. */
const some = <Item>(items: readonly Item[], of: (item: Item) => string): RichTextSection[] => [
  ...items.slice(0, shownAtMost).map((item) => line(text(`     ${of(item)}`))),
  ...(items.length > shownAtMost ? [line(text(`     and ${items.length - shownAtMost} more`))] : []),
]

const dayWords = ({ since, zone }: DigestContents): string =>
  // Noon of that day: the day is the same on every clock change.
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' }).format(
    new Date(since.getTime() + 12 * 3_600_000),
  )

/** What happened on a day, and what waits or is wrong since: once a day, in one message. */
export const digestMessage = (contents: DigestContents): Message => {
  const { syncs, errors, waiting, bad, warnings, keys, setUp, cluster, connectors } = contents
  const day = dayWords(contents)
  const summary = `${count(syncs.jobs, 'sync')}, ${number(syncs.failed)} failed`
  return message(`${day}: ${summary}`, [
    lines(
      line(bold(day), text(`   ${[cluster, ...connectors.filter((name) => name !== '*')].join(' · ')}`)),
      line(
        text(`${syncs.failed === 0 ? '●' : '✕'}  `),
        bold(count(syncs.jobs, 'sync')),
        text(` · ${number(syncs.completed)} completed · ${number(syncs.failed)} failed`),
      ),
      ...some(errors, ({ error, jobs }) => `${count(jobs, 'sync')}: ${error}`),
      line(
        text('●  '),
        bold(count(syncs.written + syncs.deleted, 'document')),
        text(` changed · ${number(syncs.written)} written · ${number(syncs.deleted)} deleted`),
      ),
      line(
        text(`${waiting.length === 0 ? '●' : '◐'}  `),
        bold(waiting.length === 0 ? 'No request' : count(waiting.length, 'request')),
        text(waiting.length > 1 ? ' wait for a decision' : ' waits for a decision'),
      ),
      ...some(
        waiting,
        ({ title, target, requester }) =>
          `${[title, target].filter((part) => part !== null).join(' · ')}, asked by ${requester ?? 'somebody'}`,
      ),
      ...(keys.length === 0
        ? []
        : [line(text('◐  '), bold(count(keys.length, 'API key')), text(' about to end, or ended'))]),
      ...some(keys, ({ name, what }) => `${name}: ${what}`),
      line(
        text(`${bad > 0 ? '✕' : warnings > 0 ? '◐' : '●'}  `),
        bold('Now'),
        text(
          bad + warnings === 0
            ? ' nothing is wrong'
            : ` ${count(bad, 'failure')} · ${count(warnings, 'warning')}`,
        ),
      ),
      ...(setUp.length === 0 ? [] : [line(text('✕  '), bold('Set-up'))]),
      ...some(setUp, (found) => found),
    ),
    actions(`at:${cluster}:digest`, [
      quickButton({ operation: 'connector.problems', label: 'Show problems' }),
      quickButton({ operation: 'approval.list', label: 'Show requests' }),
    ]),
    context('/connectors notices digest off ends it'),
  ])
}
