import type { Button, HomeView, KnownBlock } from '@slack/types'
import { arrangeCards } from '../notices/arrange-cards.ts'
import { problemBlocks } from '../notices/notice-card.ts'
import type { Problem } from '../notices/subscription.ts'
import { quickButton } from '../quick-actions/quick-button.ts'
import { actions, bold, button, context, cutTo, line, lines, text, viewBlocks } from '../views/blocks.ts'
import { prose } from '../views/prose.ts'
import { sparkline, sparkWords, type SyncResult } from './sparkline.ts'

export interface HomeRun {
  run: string
  title: string
  target: string | null
  state: string
  requester: string | null
  waitsFor: string | null
  votes: readonly { by: string; counts: boolean }[]
}

export interface HomeConnector {
  name: string | null
  id: string
  status: string
  lastSync: string | null
  error: string | null
}

export interface HomeContents {
  username: string
  /** By what they are known to be that user. */
  by: string
  cluster: string
  clusters: readonly string[]
  runs: readonly HomeRun[]
  problems: readonly Problem[]
  connectors: readonly HomeConnector[]
  /** The last syncs by connector. */
  results: ReadonlyMap<string, readonly SyncResult[]>
  total: number
}

/** What has no room is named with the way to it: a home tab has a hundred blocks. */
const shownAtMost = { runs: 8, problems: 8, connectors: 20 }

/** As bad as the worst that is known of it. */
const mark = ({ id, lastSync, error }: HomeConnector, problems: readonly Problem[]): string => {
  const own = problems.filter(({ connector }) => connector === id)
  if (error !== null || lastSync === 'error' || own.some(({ grade }) => grade === 'bad')) return '✕'
  if (own.length > 0) return '◐'
  return lastSync === 'completed' ? '●' : '○'
}

const details = (value: string): Button => button({ action: 'run.details', label: 'Details', value })

const runBlocks = (runs: readonly HomeRun[], buttons: (run: HomeRun) => Button[]): KnownBlock[] =>
  runs
    .slice(0, shownAtMost.runs)
    .flatMap((one) => [
      lines(
        line(
          bold([one.title, one.target].filter((part) => part !== null).join(' · ')),
          text(`   ${one.state} · asked by ${one.requester ?? 'somebody'}`),
        ),
      ),
      actions(`home-${one.run}`, buttons(one)),
    ])

const more = (all: number, shown: number, command: string): KnownBlock[] =>
  all > shown ? [context(`and ${(all - shown).toLocaleString('en-US')} more: ${command}`)] : []

const section = (title: string, blocks: readonly KnownBlock[], nothing: string): KnownBlock[] => [
  lines(line(bold(title))),
  ...(blocks.length === 0 ? [context(nothing)] : blocks),
  { type: 'divider' },
]

/** Arranged as the cards of a channel are, the worst first. */
const wrongBlocks = ({ problems, cluster }: HomeContents): KnownBlock[] => {
  const cards = arrangeCards([], problems, { at: new Date(0), remains: () => 'no' })
  const sorted = cards.toSorted((a, b) => a.grade.localeCompare(b.grade))
  return [
    ...sorted.slice(0, shownAtMost.problems).flatMap((card) => problemBlocks(card, cluster)),
    ...more(cards.length, shownAtMost.problems, '/connectors connector problems'),
  ]
}

const connectorBlocks = ({ connectors, results, problems }: HomeContents): KnownBlock[] => {
  const rows = connectors.slice(0, shownAtMost.connectors).map((connector) => {
    const own = results.get(connector.id) ?? []
    return line(
      text(`${mark(connector, problems)}  `),
      bold(cutTo(connector.name ?? connector.id, 60)),
      text('   '),
      ...(own.length === 0 ? [] : [text(sparkline(own), { code: true }), text('  ')]),
      text(sparkWords(own)),
    )
  })
  return rows.length === 0 ? [] : [lines(...rows)]
}

/** What people do most, in one press. */
const quickActions = actions('home-quick', [
  quickButton({ operation: 'sync.start', label: 'Sync …' }),
  quickButton({ operation: 'connector.create', label: 'New connector …' }),
  quickButton({ operation: 'api-key.rotate', label: 'Rotate key …' }),
  quickButton({ operation: 'connector.configure', label: 'Configure …' }),
  quickButton({ operation: 'connector.list', label: 'All connectors' }),
])

const isMine =
  (username: string) =>
  ({ requester }: HomeRun): boolean =>
    requester === username

/** The home tab of one person: what waits for them, what they asked for, what is wrong, and how the connectors are. */
export const homeView = (contents: HomeContents): HomeView => {
  const { username, by, cluster, clusters, runs, connectors, total } = contents
  const mine = runs.filter(isMine(username))
  const waiting = runs.filter(
    (run) =>
      !isMine(username)(run) &&
      run.state === 'waiting' &&
      !run.votes.some(({ by, counts }) => counts && by === username),
  )
  const goOn = ({ run, waitsFor }: HomeRun): Button[] => [
    ...(waitsFor === 'start'
      ? [button({ action: 'home.start', label: 'Start', value: run, style: 'primary' })]
      : []),
    details(run),
  ]
  const decide = ({ run }: HomeRun): Button[] => [
    button({ action: 'home.approve', label: 'Approve …', value: run, style: 'primary' }),
    button({ action: 'home.reject', label: 'Reject …', value: run, style: 'danger' }),
    details(run),
  ]
  return {
    type: 'home',
    private_metadata: JSON.stringify({ cluster }),
    blocks: viewBlocks([
      lines(line(text('You work here as '), bold(username), text(` of Elasticsearch, with ${cluster}.`))),
      context(
        [
          `known by ${by === 'link' ? 'a link that you confirmed: /connectors unlink ends it' : `the ${by}`}`,
          ...(clusters.length > 1 ? [`other clusters: /connectors use ${clusters.join(', ')}`] : []),
        ].join(' · '),
      ),
      quickActions,
      { type: 'divider' },
      ...section(
        'Waiting for me',
        [...runBlocks(waiting, decide), ...more(waiting.length, shownAtMost.runs, '/connectors approvals')],
        'Nothing waits for your decision.',
      ),
      ...section(
        'My requests',
        [...runBlocks(mine, goOn), ...more(mine.length, shownAtMost.runs, '/connectors approvals')],
        'None is open.',
      ),
      ...section('What is wrong', wrongBlocks(contents), 'Nothing, as far as you may see.'),
      ...section(
        'Connectors at a glance',
        [
          ...connectorBlocks(contents),
          ...more(total, Math.min(connectors.length, shownAtMost.connectors), '/connectors list'),
        ],
        'There is none yet.',
      ),
      context('/connectors help · /connectors whoami · /connectors notices tells a channel what is wrong'),
    ]),
  }
}

/** The home tab of somebody who can't be shown anything, and why. */
export const closedHome = (message: string, next: string): HomeView => ({
  type: 'home',
  blocks: [lines(line(bold('Connectors from Slack')), line(...prose(message)), line(...prose(next)))],
})
