import * as vscode from 'vscode'
import { connectorItem } from './connector-item.ts'
import { inert } from './inert.ts'
import { type Action, idOf, type Node } from './node.ts'
import { age } from './times.ts'

const { l10n } = vscode
const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState

const icon = (name: string, color?: string): vscode.ThemeIcon =>
  new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color))

const jobIcons: Readonly<Record<string, readonly [icon: string, color: string]>> = {
  completed: ['pass', 'testing.iconPassed'],
  error: ['error', 'testing.iconFailed'],
  canceled: ['circle-slash', 'disabledForeground'],
  canceling: ['circle-slash', 'charts.blue'],
  suspended: ['debug-pause', 'charts.yellow'],
  in_progress: ['sync', 'charts.blue'],
}

const jobItem = (node: Extract<Node, { kind: 'job' }>, now: Date): vscode.TreeItem => {
  const { job } = node
  const item = new vscode.TreeItem(inert(`${job.kind.replace('_', ' ')} · ${job.status}`), None)
  item.iconPath = icon(...(jobIcons[job.status] ?? ['clock', 'charts.blue']))
  const documents = l10n.t(
    '{0} written, {1} deleted',
    job.indexedDocuments.toLocaleString(),
    job.deletedDocuments.toLocaleString(),
  )
  item.description = inert(
    job.error ?? job.soFar ?? `${age(job.completed ?? job.created, now)} · ${documents}`,
  )
  item.tooltip = inert(job.error ?? job.id)
  item.contextValue = job.completed === null ? 'job.open' : 'job.ended'
  item.command = { command: 'patchbay.sync.get', title: l10n.t('Show'), arguments: [node] }
  return item
}

/** Parts that can be changed are opened as the file in which they are. */
const inFile = new Set(['configuration', 'schedule', 'rules'])

const partItem = (node: Extract<Node, { kind: 'part' }>): vscode.TreeItem => {
  const jobs = node.part.jobs ?? []
  const item = new vscode.TreeItem(node.part.label, jobs.length > 0 ? Collapsed : None)
  item.iconPath = icon(node.part.icon)
  item.description = inert(node.part.detail)
  item.contextValue = `part.${node.part.name}`
  // A row that opens is opened by its click, and shown as a list from its menu.
  if (jobs.length > 0) return item
  const command = inFile.has(node.part.name) ? 'patchbay.openConnector' : 'patchbay.showPart'
  item.command = { command, title: node.part.label, arguments: [node] }
  return item
}

const approvalsItem = ({ runs }: Extract<Node, { kind: 'approvals' }>): vscode.TreeItem => {
  const mine = runs.filter(({ forMe }) => forMe).length
  const item = new vscode.TreeItem(l10n.t('Approvals'), mine > 0 ? Expanded : Collapsed)
  item.iconPath = icon('checklist', mine > 0 ? 'charts.yellow' : undefined)
  item.description = mine > 0 ? l10n.t('{0} for you', mine) : l10n.t('{0} open', runs.length)
  item.contextValue = 'approvals'
  return item
}

const runIcons: Readonly<Record<string, string>> = {
  waiting: 'question',
  failed: 'error',
  ready: 'key',
  approved: 'pass',
}

const runItem = (node: Extract<Node, { kind: 'run' }>): vscode.TreeItem => {
  const { title, target, state, requester, forMe } = node.run
  const item = new vscode.TreeItem(inert([title, target].filter(Boolean).join(' · ')), None)
  item.iconPath = icon(runIcons[state] ?? 'play-circle', forMe ? 'charts.yellow' : undefined)
  item.description = inert(l10n.t('{0} · asked by {1}', state, requester ?? '-'))
  item.tooltip = item.description
  item.contextValue = `run.${state}${forMe ? '.forMe' : ''}`
  item.command = { command: 'patchbay.showRun', title: l10n.t('Show'), arguments: [node] }
  return item
}

const actions = (): Readonly<Record<Action, { command: string; title: string; icon: string }>> => ({
  retry: { command: 'patchbay.refresh', title: l10n.t('Try again'), icon: 'warning' },
  start: { command: 'patchbay.startLocal', title: l10n.t('Start'), icon: 'play-circle' },
  'sign-in': { command: 'patchbay.signIn', title: l10n.t('Sign in'), icon: 'key' },
  create: { command: 'patchbay.connector.create', title: l10n.t('Create'), icon: 'add' },
  'clear-filter': { command: 'patchbay.clearFilter', title: l10n.t('Show all'), icon: 'filter' },
})

const messageItem = (node: Extract<Node, { kind: 'message' }>): vscode.TreeItem => {
  const item = new vscode.TreeItem(inert(node.text), None)
  const action = node.action === undefined ? undefined : actions()[node.action]
  item.iconPath = icon(action?.icon ?? 'loading~spin')
  item.tooltip = inert(node.detail ?? node.text)
  item.contextValue = node.action === 'retry' ? 'problem' : 'message'
  if (action !== undefined) {
    const under = node.under ?? ({ kind: 'cluster', cluster: node.cluster } as const)
    item.command = { command: action.command, title: action.title, arguments: [under] }
  }
  return item
}

/** Groups that are no words of Elastic's. */
const groupWords = (): Readonly<Record<string, string>> => ({
  managed: l10n.t('managed'),
  'self-managed': l10n.t('self-managed'),
  'no service type': l10n.t('no service type'),
})

const itemWithoutId = (node: Node, now: Date): vscode.TreeItem => {
  switch (node.kind) {
    case 'cluster': {
      const item = new vscode.TreeItem(inert(node.cluster), Expanded)
      item.iconPath = icon('server-environment')
      return item
    }
    case 'group': {
      const item = new vscode.TreeItem(inert(groupWords()[node.key] ?? node.key), Expanded)
      item.description = node.rows.length.toLocaleString()
      item.contextValue = 'group'
      return item
    }
    case 'connector':
      return connectorItem(node.connector, now)
    case 'part':
      return partItem(node)
    case 'job':
      return jobItem(node, now)
    case 'approvals':
      return approvalsItem(node)
    case 'run':
      return runItem(node)
    case 'more': {
      const item = new vscode.TreeItem(l10n.t('Load more …'), None)
      item.iconPath = icon('ellipsis')
      item.description = l10n.t('{0} of {1}', node.after.toLocaleString(), node.total.toLocaleString())
      item.contextValue = 'more'
      item.command = { command: 'patchbay.loadMore', title: l10n.t('Load more'), arguments: [node] }
      return item
    }
    case 'message':
      return messageItem(node)
  }
}

const isText = (text: unknown): text is string => typeof text === 'string' && text !== ''

/** A row as VS Code shows it; whoever hears it instead hears its state, which for the eye is only a colour. */
export const itemOf = (node: Node, now: Date): vscode.TreeItem => {
  const item = itemWithoutId(node, now)
  item.id = idOf(node)
  const badge = node.kind === 'connector' ? node.connector.badge : undefined
  const said = [item.label, badge, item.description].filter(isText)
  item.accessibilityInformation = { label: said.join(', ') }
  return item
}
