import * as vscode from 'vscode'
import { type Responses, responseLanguage } from '../commands/responses.ts'

const { l10n } = vscode

/** The documents that show what came back. */
export const responses: vscode.DocumentSelector = { scheme: 'patchbay', language: responseLanguage }

/** What can be done with a response, above it. */
export const responseLenses = (
  shown: Pick<Responses, 'showsHeaders' | 'hasSeveral'>,
): vscode.CodeLensProvider => ({
  provideCodeLenses() {
    const top = new vscode.Range(0, 0, 0, 0)
    const lens = (title: string, name: string): vscode.CodeLens =>
      new vscode.CodeLens(top, { title, command: `patchbay.request.${name}` })
    return [
      lens(l10n.t('Run again'), 'runAgain'),
      ...(shown.hasSeveral ? [] : [lens(l10n.t('Filter …'), 'filterResponse')]),
      lens(shown.showsHeaders ? l10n.t('Hide headers') : l10n.t('Headers'), 'toggleHeaders'),
      lens(l10n.t('Compare with the run before'), 'compareResponse'),
      lens(l10n.t('Save …'), 'saveResponse'),
    ]
  },
})
