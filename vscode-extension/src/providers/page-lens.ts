import * as vscode from 'vscode'
import { rangeOf } from './ranges.ts'
import { requestFileOf } from './request-document.ts'

const { l10n } = vscode

/** Where a file's requests would have their lenses in another editor, one that says why they have none here. */
export const pageLens: vscode.CodeLensProvider = {
  async provideCodeLenses(document) {
    const [first] = (await requestFileOf(document)).requests
    if (first === undefined) return []
    const title = `$(circle-slash) ${l10n.t('Requests are not sent from a web page alone. Why?')}`
    return [
      new vscode.CodeLens(rangeOf(document, first.methodSpan), { title, command: 'patchbay.request.run' }),
    ]
  },
}
