import * as vscode from 'vscode'
import type { Connections } from '../connection/connections.ts'
import { type CoreModule, loadCore } from '../load-core.ts'

type Wanted = Parameters<CoreModule['readNames']>[1]
export type LiveName = Awaited<ReturnType<CoreModule['readNames']>>[number]

/** Names are asked for again after this long. Milliseconds. */
const freshFor = 15_000
/** A cluster that is slower than this has no names to offer. Milliseconds. */
const answerWithin = 3_000

interface Kept {
  names: readonly LiveName[]
  readAt: number
  reading: boolean
}

/** Names of clusters, kept for a while: whoever asks gets what is there now, and is told when there is more. */
export class LiveNames implements vscode.Disposable {
  readonly #connections: Connections
  readonly #log: vscode.LogOutputChannel
  readonly #kept = new Map<string, Kept>()
  readonly #changed = new vscode.EventEmitter<void>()
  /** More names are there than were given. */
  readonly onDidChange = this.#changed.event
  readonly #forget: vscode.Disposable

  constructor(connections: Connections, log: vscode.LogOutputChannel) {
    this.#connections = connections
    this.#log = log
    this.#forget = connections.onDidChange(() => this.#kept.clear())
  }

  /** What is known now; never waits. */
  get(cluster: string, wanted: Wanted): readonly LiveName[] {
    if (!vscode.workspace.isTrusted) return []
    const key = JSON.stringify([cluster, wanted])
    const kept = this.#kept.get(key) ?? { names: [], readAt: Number.NEGATIVE_INFINITY, reading: false }
    this.#kept.set(key, kept)
    if (!kept.reading && performance.now() - kept.readAt > freshFor) {
      kept.reading = true
      // Whoever asks is answered before the core is loaded.
      setTimeout(() => void this.#read(cluster, wanted, kept), 0)
    }
    return kept.names
  }

  async #read(cluster: string, wanted: Wanted, kept: Kept): Promise<void> {
    try {
      // Without a credential there is nothing to ask with, and a name of no cluster has none.
      if ((await this.#connections.secretOf(cluster)) === undefined) return
      const { readNames } = await loadCore()
      const open = await this.#connections.open(cluster)
      const names = await readNames(open, wanted, AbortSignal.timeout(answerWithin))
      const isNew = JSON.stringify(names) !== JSON.stringify(kept.names)
      kept.names = names
      if (isNew) this.#changed.fire()
    } catch (error) {
      this.#log.debug(`No names of ${cluster}: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      kept.readAt = performance.now()
      kept.reading = false
    }
  }

  dispose(): void {
    this.#forget.dispose()
    this.#changed.dispose()
  }
}
