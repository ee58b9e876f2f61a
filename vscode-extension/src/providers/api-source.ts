import * as vscode from 'vscode'
import type { ApiTable } from '../request-file/api/api-table.ts'
import { loadLibrary } from './request-document.ts'

/** Elasticsearch's API, read when something first asks for it. */
export class ApiSource {
  readonly #uri: vscode.Uri
  #table: Promise<ApiTable> | undefined

  constructor(extension: vscode.Uri) {
    this.#uri = vscode.Uri.joinPath(extension, 'dist/elasticsearch-api.json')
  }

  load(): Promise<ApiTable> {
    return (this.#table ??= this.#read())
  }

  async #read(): Promise<ApiTable> {
    const [{ isApiTable }, bytes] = await Promise.all([
      loadLibrary(),
      vscode.workspace.fs.readFile(this.#uri),
    ])
    const table: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (!isApiTable(table)) throw new Error(vscode.l10n.t('{0} belongs to another build.', this.#uri.fsPath))
    return table
  }
}
