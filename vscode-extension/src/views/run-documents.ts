import * as vscode from 'vscode'
import type { Connections } from '../connection/connections.ts'
import { loadCore } from '../load-core.ts'
import type { RunView } from './lines.ts'
import { type Documents, scheme } from './documents.ts'
import { runChoices } from './run-choices.ts'

/** A run that somebody looks at is read again this often. Milliseconds. */
const every = 2_000

interface Watched {
  cluster: string
  run: string
  view: RunView | undefined
}

/** Documents of runs: what they show is what the log says now, for as long as somebody looks; above it what can be done. */
export class RunDocuments implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #connections: Connections
  readonly #documents: Documents
  readonly #watched = new Map<string, Watched>()
  readonly #changed = new vscode.EventEmitter<void>()
  readonly onDidChangeCodeLenses = this.#changed.event
  readonly #disposables: vscode.Disposable[]
  #timer: NodeJS.Timeout | undefined

  constructor(connections: Connections, documents: Documents) {
    this.#connections = connections
    this.#documents = documents
    this.#disposables = [
      this.#changed,
      vscode.languages.registerCodeLensProvider({ scheme, pattern: '**/run-*.txt' }, this),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#lookLater()),
    ]
  }

  /** Shows a run, and the newest of it from then on. */
  async show(cluster: string, run: string): Promise<RunView> {
    const name = `${cluster}/run-${run}.txt`
    const watched = { cluster, run, view: undefined }
    const view = await this.#read(watched)
    await this.#documents.show(name, text(view))
    this.#watched.set(this.#documents.put(name, text(view)).toString(), { ...watched, view })
    this.#changed.fire()
    this.#lookLater()
    return view
  }

  async #read({ cluster, run }: Watched): Promise<RunView> {
    const { runView } = await loadCore()
    return runView(await this.#connections.open(cluster), run)
  }

  #visible(): [string, Watched][] {
    const seen = new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString()))
    return [...this.#watched].filter(([uri, { view }]) => seen.has(uri) && view?.over !== true)
  }

  #lookLater(): void {
    clearTimeout(this.#timer)
    if (this.#visible().length > 0) this.#timer = setTimeout(() => void this.look(), every)
  }

  /** Reads what somebody sees once more; a cluster that doesn't answer leaves what is shown. */
  async look(): Promise<void> {
    for (const [uri, watched] of this.#visible()) {
      const view = await this.#read(watched).catch(() => undefined)
      if (view === undefined) continue
      this.#watched.set(uri, { ...watched, view })
      this.#documents.put(`${watched.cluster}/run-${watched.run}.txt`, text(view))
    }
    this.#changed.fire()
    this.#lookLater()
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const watched = this.#watched.get(document.uri.toString())
    if (watched?.view === undefined) return []
    const top = new vscode.Range(0, 0, 0, 0)
    const { cluster, run, view } = watched
    return [
      new vscode.CodeLens(top, { command: '', title: view.words }),
      ...runChoices(view).map(
        ({ name, label, icon }) =>
          new vscode.CodeLens(top, {
            command: 'patchbay.doWithRun',
            title: `$(${icon}) ${label}`,
            arguments: [cluster, run, name],
          }),
      ),
    ]
  }

  dispose(): void {
    clearTimeout(this.#timer)
    vscode.Disposable.from(...this.#disposables).dispose()
  }
}

const text = (view: RunView): string => `${view.lines.join('\n')}\n`
