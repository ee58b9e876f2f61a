import { setImmediate } from 'node:timers/promises'
import * as vscode from 'vscode'
import { type Connections, NotSignedIn } from '../connection/connections.ts'
import { localCluster } from '../connection/local-elasticsearch.ts'
import { isCoreLoaded, loadCore } from '../load-core.ts'
import { loadLook } from '../load-look.ts'
import { groupOf, groupRows } from './group-rows.ts'
import { labelOf, type ConnectorRow, type Grouping, type Node, type Order, type RunRow } from './node.ts'
import { within } from './within.ts'

const { l10n } = vscode

/** Rows that one look asks for. */
const pageSize = 100
/** While nothing answers it is looked at more and more rarely, up to this. Milliseconds. */
const lookAtLeastEvery = 240_000
/** How long until the next look while the view is visible. Milliseconds. */
const lookEvery = (): number => {
  const seconds: unknown = vscode.workspace.getConfiguration('patchbay').get('refreshSeconds')
  return typeof seconds === 'number' && seconds >= 1 ? seconds * 1000 : 15_000
}
/** A cluster that takes longer shows that it is being asked: a row that waits would hold up all others. Milliseconds. */
const soon = 600

/** Which connectors are shown, and how. */
export interface Shown {
  filter: string
  order: Order
  grouping: Grouping
}

interface Page {
  items: ConnectorRow[]
  total: number
  next?: number | undefined
}

/** Nobody listens there: what the core says of a process that doesn't run. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'elasticsearch.unreachable'

type ClusterNode = Extract<Node, { kind: 'cluster' }>
type ConnectorNode = Extract<Node, { kind: 'connector' }>

/** The rows of one cluster, and when it is looked at again. What another cluster does never matters here. */
export class RowsOfCluster {
  /** Always the same node: VS Code refreshes only what it was given. */
  readonly node: ClusterNode
  version: string | undefined
  runs: readonly RunRow[] = []
  /** Milliseconds until the next look. */
  pause = lookEvery()
  readonly #connections: Connections
  readonly #shown: () => Shown
  readonly #redraw: (node: Node) => void
  readonly #more: Page[] = []
  #connectors: readonly ConnectorRow[] = []
  /** What a slow cluster answered, until its row is drawn again. */
  #arrived: Node[] | undefined
  /** What is shown while it is asked again. */
  #last: Node[] | undefined
  /** Counts looks and changes of what is shown: what an earlier look finds late is of no use any more. */
  #turn = 0
  /** It hasn't answered yet: its row is drawn again when it does, and looked at again some time after that. */
  isAsking = false

  constructor(
    cluster: string,
    parts: { connections: Connections; shown: () => Shown; redraw: (node: Node) => void },
  ) {
    this.node = { kind: 'cluster', cluster }
    this.#connections = parts.connections
    this.#shown = parts.shown
    this.#redraw = parts.redraw
  }

  get waiting(): number {
    return this.runs.filter(({ forMe }) => forMe).length
  }

  /** Pages beyond the first are forgotten: another filter or order has others. */
  restart(): void {
    this.#more.length = 0
    this.#last = undefined
    this.#arrived = undefined
    this.#turn += 1
  }

  async loadMore(after: number): Promise<void> {
    this.#more.push(await this.#page(after))
    this.#redraw(this.node)
  }

  find(connector: string): ConnectorNode | undefined {
    const row = this.#connectors.find(({ id }) => id === connector)
    return row === undefined ? undefined : { kind: 'connector', cluster: this.node.cluster, connector: row }
  }

  /** Where a connector stands: in its group, or in the cluster itself. */
  parentOf({ connector }: Pick<ConnectorNode, 'connector'>): Node {
    const { grouping } = this.#shown()
    if (grouping === 'none') return this.node
    const key = groupOf(connector, grouping)
    const rows = this.#connectors.filter((row) => groupOf(row, grouping) === key)
    return { kind: 'group', cluster: this.node.cluster, key, rows }
  }

  /** The rows, or that the cluster is being asked: then its row is drawn again when it has answered. */
  async rows(): Promise<Node[]> {
    const arrived = this.#arrived
    this.#arrived = undefined
    if (arrived !== undefined) return arrived
    const known = this.version
    this.#turn += 1
    const turn = this.#turn
    this.isAsking = true
    const asked = this.look().finally(() => {
      if (turn === this.#turn) this.isAsking = false
    })
    const slow = new Promise<undefined>((resolve) => {
      setTimeout(() => resolve(undefined), soon)
    })
    const rows = await Promise.race([asked, slow])
    // The version stands in the cluster's own row, which was drawn before it was known.
    if (rows !== undefined && this.version === known) return rows
    void asked.then((late) => {
      if (turn !== this.#turn) return
      this.#arrived = late
      this.#redraw(this.node)
    })
    const { cluster } = this.node
    return this.#last ?? [{ kind: 'message', cluster, text: l10n.t('Asking {0} …', cluster) }]
  }

  /** Asks the cluster, and answers with what it said or with why it said nothing. */
  async look(): Promise<Node[]> {
    const { cluster } = this.node
    try {
      // What waits may be of any operation, and connectors don't wait until all are loaded.
      const isLater = !isCoreLoaded()
      const reached = await within(this.#connections.reach(cluster))
      const [first, runs] = await within(Promise.all([this.#page(), isLater ? this.runs : this.#readRuns()]))
      this.pause = lookEvery()
      this.version = reached.session.cluster.version
      this.runs = runs
      this.#last = this.#drawn(first)
      if (isLater) void this.#addRuns(first)
    } catch (error) {
      this.#last = [await this.#problem(error)]
    }
    return this.#last
  }

  async #readRuns(): Promise<RunRow[]> {
    const { readRuns } = await loadCore()
    return readRuns(await this.#connections.open(this.node.cluster))
  }

  /** Draws the rows again with the runs that wait, where there are some. */
  async #addRuns(first: Page): Promise<void> {
    const turn = this.#turn
    // Loading stops everything else for a moment: the rows go to the editor before that.
    await setImmediate()
    try {
      const runs = await within(this.#readRuns())
      if (turn !== this.#turn || runs.length === 0) return
      this.runs = runs
      this.#last = this.#drawn(first)
    } catch (error) {
      const row = await this.#problem(error)
      if (turn !== this.#turn) return
      this.#last = [row]
    }
    this.#arrived = this.#last
    this.#redraw(this.node)
  }

  #drawn(first: Page): Node[] {
    const { cluster } = this.node
    const { filter, grouping } = this.#shown()
    const pages = [first, ...this.#more]
    // A connector that was made meanwhile moves the others: one may come on two pages.
    this.#connectors = [
      ...new Map(pages.flatMap(({ items }) => items).map((item) => [item.id, item])).values(),
    ]
    const rows: Node[] = groupRows(cluster, this.#connectors, grouping)
    if (rows.length === 0) {
      rows.push(
        filter === ''
          ? { kind: 'message', cluster, text: l10n.t('No connectors yet. Create one …'), action: 'create' }
          : {
              kind: 'message',
              cluster,
              text: l10n.t('No connector matches "{0}". Show all', filter),
              action: 'clear-filter',
            },
      )
    }
    const next = pages.at(-1)?.next
    if (next !== undefined) rows.push({ kind: 'more', cluster, after: next, total: first.total })
    if (this.runs.length > 0) rows.push({ kind: 'approvals', cluster, runs: this.runs })
    return rows
  }

  /** What went wrong, as a row; the next look is later than the last. */
  async #problem(error: unknown): Promise<Node> {
    this.pause = Math.min(this.pause * 2, lookAtLeastEvery)
    const { cluster } = this.node
    if (cluster === localCluster && isUnreachable(error))
      return { kind: 'message', cluster, text: l10n.t('Stopped. Click to start it.'), action: 'start' }
    if (error instanceof NotSignedIn)
      return { kind: 'message', cluster, text: error.message, action: 'sign-in' }
    return problemRow(this.node, error)
  }

  async #page(after?: number): Promise<Page> {
    const { readConnectors } = await loadLook()
    const { filter, order } = this.#shown()
    return readConnectors(await this.#connections.reach(this.node.cluster), {
      ...(filter === '' ? {} : { query: filter }),
      ...(after === undefined ? {} : { after }),
      sort: order,
      limit: pageSize,
    })
  }

  /** Connectors by part of a name or an index, for lists to choose from and for a row that isn't loaded. */
  async named(connector: string): Promise<string | undefined> {
    const { readConnectors } = await loadLook()
    const reached = await this.#connections.reach(this.node.cluster)
    const { items } = await readConnectors(reached, { limit: 1000 })
    const found = items.find(({ id }) => id === connector)
    return found === undefined ? undefined : labelOf(found)
  }
}

/** A row that says what went wrong under another one, and tries again by a click. */
export const problemRow = async (under: Node, error: unknown): Promise<Node> => {
  const { errorLines } = await loadCore()
  const { message, next } = errorLines(error)
  const detail = `${message} ${next}`.trim()
  return { kind: 'message', cluster: under.cluster, text: message, detail, action: 'retry', under }
}
