import * as vscode from 'vscode'
import type { Connections } from '../connection/connections.ts'
import { localCluster } from '../connection/local-elasticsearch.ts'
import { loadCore } from '../load-core.ts'
import { connectorTooltip } from './connector-item.ts'
import type { Grouping, Node, Order } from './node.ts'
import { revealRow } from './reveal-row.ts'
import { problemRow, RowsOfCluster, type Shown } from './rows-of-cluster.ts'
import { itemOf } from './tree-item.ts'
import { within } from './within.ts'
import { Told } from '../told.ts'

const { l10n } = vscode

/** A tooltip that nobody answers for is shown with what the row knows. Milliseconds. */
const tooltipWithin = 3_000
const keptUnder = 'tree'

/** Clusters, their connectors and what waits for a decision. */
export class ConnectorTree implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<Node | undefined>()
  readonly onDidChangeTreeData = this.#changed.event
  readonly #looked = new vscode.EventEmitter<void>()
  /** What waits may be another number now. */
  readonly onDidLook = this.#looked.event
  readonly #connections: Connections
  readonly #memory: vscode.Memento
  readonly #clusters = new Map<string, RowsOfCluster>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #shown: Shown
  #view: vscode.TreeView<Node> | undefined

  constructor(connections: Connections, memory: vscode.Memento) {
    this.#connections = connections
    this.#memory = memory
    this.#shown = { order: 'index', grouping: 'none', ...memory.get<Partial<Shown>>(keptUnder), filter: '' }
  }

  /** Shows the tree, and keeps it fresh while somebody can see it. */
  show(): vscode.Disposable {
    const view = vscode.window.createTreeView('patchbay.connectors', {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    })
    this.#view = view
    this.#describe()
    const visible = view.onDidChangeVisibility(() => {
      this.#stopLooking()
      // Somebody looks again: what is shown may be old.
      if (view.visible) this.refresh()
    })
    const changed = this.#connections.onDidChange(() => this.refresh())
    return vscode.Disposable.from(view, visible, changed, { dispose: () => this.#stopLooking() })
  }

  #stopLooking(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  /** Each cluster is looked at in its own time: one that is dead more and more rarely. */
  #lookLater(cluster: RowsOfCluster): void {
    const { cluster: name } = cluster.node
    clearTimeout(this.#timers.get(name))
    if (this.#view?.visible !== true || cluster.isAsking) return
    this.#timers.set(
      name,
      setTimeout(() => this.refresh(cluster.node), cluster.pause),
    )
  }

  refresh(node?: Node): void {
    this.#changed.fire(node?.kind === 'cluster' ? this.#of(node.cluster).node : node)
  }

  #of(name: string): RowsOfCluster {
    const known = this.#clusters.get(name)
    if (known !== undefined) return known
    const made = new RowsOfCluster(name, {
      connections: this.#connections,
      shown: () => this.#shown,
      redraw: (node) => this.#changed.fire(node),
    })
    this.#clusters.set(name, made)
    return made
  }

  get shown(): Shown {
    return this.#shown
  }

  /** Requests that wait for whoever is signed in, on all clusters. */
  get waiting(): number {
    return this.#connections.list().reduce((sum, { name }) => sum + this.#of(name).waiting, 0)
  }

  /** Shows other connectors, or shows them otherwise. */
  async change(shown: Partial<Shown>): Promise<void> {
    this.#shown = { ...this.#shown, ...shown }
    for (const cluster of this.#clusters.values()) cluster.restart()
    await vscode.commands.executeCommand('setContext', 'patchbay.filtered', this.#shown.filter !== '')
    await this.#memory.update(keptUnder, { order: this.#shown.order, grouping: this.#shown.grouping })
    this.#describe()
    this.refresh()
  }

  #describe(): void {
    const { filter, order, grouping } = this.#shown
    const parts = [
      ...(filter === '' ? [] : [`"${filter}"`]),
      ...(grouping === 'none' ? [] : [groupingWords()[grouping]]),
      ...(order === 'index' ? [] : [orderWords()[order]]),
    ]
    if (this.#view !== undefined) this.#view.description = parts.join(' · ')
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const item = itemOf(node, new Date())
    if (node.kind !== 'cluster') return item
    const { guarded, url, color } = this.#connections.find(node.cluster) ?? {}
    const guard = guarded === true ? l10n.t('guarded') : undefined
    item.description = [this.#of(node.cluster).version, guard].filter(Boolean).join(' · ')
    item.tooltip = url
    item.contextValue = node.cluster === localCluster ? 'cluster.local' : 'cluster'
    if (color !== undefined)
      item.iconPath = new vscode.ThemeIcon('server-environment', new vscode.ThemeColor(`charts.${color}`))
    return item
  }

  /** A look at a connector's health, when somebody wants to know: not for each row of a list. */
  async resolveTreeItem(item: vscode.TreeItem, node: Node): Promise<vscode.TreeItem> {
    if (node.kind !== 'connector') return item
    const asked = async () => {
      const { readHealth } = await loadCore()
      return readHealth(await this.#connections.open(node.cluster), node.connector.id)
    }
    const health = await within(asked(), tooltipWithin).catch(() => undefined)
    item.tooltip = connectorTooltip(node.connector, health, new Date())
    return item
  }

  getParent(node: Node): Node | undefined {
    const cluster = this.#of(node.cluster)
    switch (node.kind) {
      case 'cluster':
        return undefined
      case 'connector':
        return cluster.parentOf(node)
      case 'part':
        return { kind: 'connector', cluster: node.cluster, connector: node.connector }
      default:
        return cluster.node
    }
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined) return this.#connections.list().map(({ name }) => this.#of(name).node)
    const { cluster } = node
    switch (node.kind) {
      case 'cluster': {
        const rows = await this.#of(cluster).rows()
        this.#lookLater(this.#of(cluster))
        this.#badge()
        return rows
      }
      case 'group':
        return node.rows.map((connector) => ({ kind: 'connector', cluster, connector }))
      case 'connector':
        return this.#parts(node)
      case 'approvals':
        return node.runs.map((run) => ({ kind: 'run', cluster, run }))
      case 'part':
        return (node.part.jobs ?? []).map((job) => ({
          kind: 'job',
          cluster,
          connector: node.connector,
          job,
        }))
      case 'job':
      case 'run':
      case 'more':
      case 'message':
        return []
    }
  }

  loadMore({ cluster, after }: Extract<Node, { kind: 'more' }>): Promise<void> {
    return this.#of(cluster).loadMore(after)
  }

  /** Selects a connector's row, and loads or filters until it is there; takes the focus only from somebody who asked for the row. */
  async reveal(cluster: string, connector: string, focus: boolean): Promise<void> {
    const rows = this.#of(cluster)
    if (rows.find(connector) === undefined) await rows.look()
    if (rows.find(connector) === undefined) {
      const name = await rows.named(connector)
      if (name === undefined) throw new Told(l10n.t('There is no such connector on {0}.', cluster))
      await this.change({ filter: name })
      await rows.look()
    }
    const node = rows.find(connector)
    if (node === undefined || this.#view === undefined) return
    await revealRow<Node>(this.#view, node, {
      focus,
      same: (row) => row.kind === 'connector' && row.cluster === cluster && row.connector.id === connector,
    })
  }

  async #parts(node: Extract<Node, { kind: 'connector' }>): Promise<Node[]> {
    const { cluster, connector } = node
    try {
      const { readParts } = await loadCore()
      const open = await within(this.#connections.open(cluster))
      const parts = await within(readParts(open, connector.id))
      return parts.map((part) => ({ kind: 'part', cluster, connector, part }))
    } catch (error) {
      return [await problemRow(node, error)]
    }
  }

  #badge(): void {
    const value = this.waiting
    if (this.#view !== undefined) {
      this.#view.badge =
        value === 0 ? undefined : { value, tooltip: l10n.t('{0} requests wait for you', value) }
    }
    this.#looked.fire()
  }
}

export const groupingWords = (): Readonly<Record<Grouping, string>> => ({
  none: l10n.t('no groups'),
  health: l10n.t('by health'),
  'service-type': l10n.t('by data source'),
  kind: l10n.t('by managed and self-managed'),
})

export const orderWords = (): Readonly<Record<Order, string>> => ({
  index: l10n.t('sorted by index'),
  name: l10n.t('sorted by name'),
  'service-type': l10n.t('sorted by data source'),
  status: l10n.t('sorted by status'),
  'last-synced': l10n.t('sorted by last sync, the oldest first'),
})
