import * as vscode from 'vscode'
import { type FileRequest, loadLibrary, type RequestFile } from '../providers/request-document.ts'

const { l10n } = vscode

interface Entry {
  at: string
  cluster: string
  line: string
  /** A request file of its own, its secrets covered. */
  text: string
  /** Nothing was covered: it can run again as it is. */
  complete: boolean
  /** It may change something, so it never runs by being chosen. */
  changes: boolean
  status: number
  milliseconds: number
}

const key = 'patchbay.history'
/** As many requests are kept for a workspace. */
const most = 200
/** A request beyond this is not kept. Characters. */
const longest = 20_000

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && 'text' in value && 'line' in value && 'at' in value

/** What was sent from this workspace, the newest first; secrets are covered before anything is kept. */
export class History {
  readonly #state: vscode.Memento

  constructor(state: vscode.Memento) {
    this.#state = state
  }

  #entries(): Entry[] {
    const kept: unknown = this.#state.get(key)
    return Array.isArray(kept) ? kept.filter(isEntry) : []
  }

  async add(
    { file, request, cluster }: { file: RequestFile; request: FileRequest; cluster: string },
    outcome: { status: number; milliseconds: number },
  ): Promise<void> {
    if (request.end - request.start > longest) return
    const { changesSomething, textToReplay } = await loadLibrary()
    const changes = changesSomething({ method: request.method, path: request.target })
    const { text, complete } = textToReplay(file, request, cluster)
    // The line as it was covered, for a path can hold a secret too.
    const line =
      text
        .split('\n')
        .find(
          (one) => one.startsWith(`${request.method} `) || one.startsWith(request.method.toLowerCase()),
        ) ?? request.method
    const entry: Entry = { at: new Date().toISOString(), cluster, line, text, complete, changes, ...outcome }
    const others = this.#entries().filter((one) => one.text !== text)
    await this.#state.update(key, [entry, ...others].slice(0, most))
  }

  /** Chooses an earlier request; it opens as a file, and one that only reads runs at once. */
  async open(run: (uri: vscode.Uri) => Promise<void>): Promise<void> {
    const entries = this.#entries()
    if (entries.length === 0) throw new Error(l10n.t('No request of this workspace has run yet.'))
    const picked = await vscode.window.showQuickPick(
      entries.map((entry) => ({
        label: entry.line,
        description: `${entry.cluster} · ${entry.status} · ${entry.milliseconds.toLocaleString('en')} ms`,
        detail: new Date(entry.at).toLocaleString(),
        entry,
      })),
      {
        title: l10n.t('Requests that ran in this workspace'),
        placeHolder: l10n.t('Choose one to open it; what only reads runs again at once'),
        matchOnDescription: true,
      },
    )
    if (picked === undefined) return
    const { text, complete, changes } = picked.entry
    const document = await vscode.workspace.openTextDocument({ language: 'patchbay-es', content: text })
    await vscode.window.showTextDocument(document)
    if (complete && !changes) await run(document.uri)
    else if (!complete)
      await vscode.window.showInformationMessage(
        l10n.t('A secret of this request was not kept. Put it where it says [secret], then run it.'),
      )
  }

  async clear(): Promise<void> {
    await this.#state.update(key, undefined)
    vscode.window.setStatusBarMessage(l10n.t('The history of requests is empty.'), 5000)
  }
}
