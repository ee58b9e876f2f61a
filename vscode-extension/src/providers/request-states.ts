import * as vscode from 'vscode'
import type { FileRequest, RequestFile } from './request-document.ts'

/** How a request of a file stands: it runs and can be stopped, or it has run. */
export type RequestState =
  | { running: true; stop(): void }
  | { running: false; status: number; milliseconds: number; bytes: number; took: number | undefined }

const keys = new WeakMap<RequestFile, Map<FileRequest, string>>()

/** Which request of a file is meant, whatever is written above it: its line, and which of those that are alike. */
const keyOf = (file: RequestFile, request: FileRequest): string => {
  let ofFile = keys.get(file)
  if (ofFile === undefined) {
    const counts = new Map<string, number>()
    ofFile = new Map(
      file.requests.map((one) => {
        const line = `${one.method} ${one.target}`
        const count = (counts.get(line) ?? 0) + 1
        counts.set(line, count)
        return [one, `${count} ${line}`]
      }),
    )
    keys.set(file, ofFile)
  }
  return ofFile.get(request) ?? ''
}

/** What the lenses of requests say of them; forgotten with the document. */
export class RequestStates implements vscode.Disposable {
  readonly #states = new Map<string, Map<string, RequestState>>()
  readonly #changed = new vscode.EventEmitter<void>()
  readonly onDidChange = this.#changed.event
  readonly #closed = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#states.delete(uri.toString()))

  get(uri: vscode.Uri, file: RequestFile, request: FileRequest): RequestState | undefined {
    return this.#states.get(uri.toString())?.get(keyOf(file, request))
  }

  /** Nothing is known of a request that was stopped or never arrived. */
  set(
    uri: vscode.Uri,
    { file, request }: { file: RequestFile; request: FileRequest },
    state: RequestState | undefined,
  ): void {
    const states = this.#states.get(uri.toString()) ?? new Map<string, RequestState>()
    if (state === undefined) states.delete(keyOf(file, request))
    else states.set(keyOf(file, request), state)
    this.#states.set(uri.toString(), states)
    this.#changed.fire()
  }

  dispose(): void {
    this.#changed.dispose()
    this.#closed.dispose()
  }
}
