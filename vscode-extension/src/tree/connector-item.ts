import * as vscode from 'vscode'
import { inert, inertMarkdown } from './inert.ts'
import { type ConnectorRow, labelOf } from './node.ts'
import { age, clockTime } from './times.ts'

const { l10n } = vscode

const running = new Set(['in_progress', 'pending', 'canceling'])

/** How a connector is, at a glance: what goes on now, then its health. */
const iconOf = ({ badge, lastSync, lastSynced }: ConnectorRow): readonly [name: string, color?: string] => {
  if (lastSync !== null && running.has(lastSync)) return ['sync', 'charts.blue']
  switch (badge) {
    case 'Sync Failure':
    case 'Connector Failure':
      return ['error', 'testing.iconFailed']
    case 'Needs Configuration':
    case 'Incomplete':
      return ['circle-large-outline', 'charts.yellow']
    default:
      if (lastSync === 'suspended' || lastSync === 'canceled') return ['debug-pause', 'charts.yellow']
      return lastSynced === null
        ? ['circle-large-outline', 'charts.green']
        : ['pass-filled', 'testing.iconPassed']
  }
}

const descriptionOf = (row: ConnectorRow, now: Date): string => {
  const next = row.nextSync === null ? undefined : l10n.t('next {0}', clockTime(row.nextSync, now))
  if (row.badge === 'Needs Configuration') return l10n.t('not configured yet')
  if (row.badge === 'Sync Failure')
    return l10n.t('failed {0}: {1}', age(row.lastSynced, now), row.error ?? row.lastSync ?? '')
  return [row.error ?? age(row.lastSynced, now), next].filter(Boolean).join(' · ')
}

export const connectorItem = (row: ConnectorRow, now: Date): vscode.TreeItem => {
  const item = new vscode.TreeItem(inert(labelOf(row)), vscode.TreeItemCollapsibleState.Collapsed)
  const [name, color] = iconOf(row)
  item.iconPath = new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color))
  item.description = inert(descriptionOf(row, now))
  item.contextValue = row.managed ? 'connector.managed' : 'connector.selfManaged'
  return item
}

/** What a look at its health found; undefined where it was not answered. */
export interface HealthShown {
  grade: string
  findings: readonly { what: string; next: string }[]
}

/** The tooltip of a connector: every word that others wrote is inert, and nothing in it can be clicked. */
export const connectorTooltip = (
  row: ConnectorRow,
  health: HealthShown | undefined,
  now: Date,
): vscode.MarkdownString => {
  const facts: readonly (readonly [what: string, value: string | null])[] = [
    [
      l10n.t('Data source'),
      `${row.serviceType ?? '-'}, ${row.managed ? l10n.t('managed') : l10n.t('self-managed')}`,
    ],
    [l10n.t('Index'), row.index],
    [l10n.t('Health'), row.badge],
    [
      l10n.t('Last sync'),
      row.lastSync === null ? l10n.t('never') : `${row.lastSync}, ${age(row.lastSynced, now)}`,
    ],
    [l10n.t('Next sync'), row.nextSync === null ? l10n.t('not scheduled') : clockTime(row.nextSync, now)],
  ]
  const lines = facts.map(([what, value]) => `| ${inertMarkdown(what)} | ${inertMarkdown(value ?? '-')} |`)
  const found = (health?.findings ?? []).map(
    ({ what, next }) => `- ${inertMarkdown(what)}  \n  ${inertMarkdown(next)}`,
  )
  return new vscode.MarkdownString(
    [
      `**${inertMarkdown(labelOf(row))}**`,
      ['| | |', '|---|---|', ...lines].join('\n'),
      ...(found.length === 0 && row.error !== null ? [inertMarkdown(row.error)] : []),
      ...(found.length === 0 ? [] : [found.join('\n')]),
    ].join('\n\n'),
  )
}
