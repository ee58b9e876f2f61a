import * as vscode from 'vscode'
import { originWords } from './origin-words.ts'
import { markdownOf, rangeOf } from './ranges.ts'
import { loadLibrary, requestFileOf } from './request-document.ts'
import type { LanguageServices } from './request-services.ts'

const { l10n } = vscode

const placeholder = /\{\{[^{}]*\}\}|\$\{[^{}]*\}/
/** A value longer than this is cut in a hover. Characters. */
const longest = 500

/** Where a variable's value comes from, and the value itself unless it is a secret. */
const ofVariable = async (
  { variables }: LanguageServices,
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<vscode.Hover> => {
  const name = document
    .getText(range)
    .replace(/^(\{\{|\$\{)|(\}\}|\})$/g, '')
    .trim()
  const variable = (await variables.of(document, await requestFileOf(document)))(name)
  const text = new vscode.MarkdownString()
  if (!variable.found) text.appendText(variable.why)
  else {
    const { value } = variable
    const shown = value.length > longest ? `${value.slice(0, longest)} …` : value
    text.appendCodeblock(variable.secret ? '••••' : shown)
    text.appendText(l10n.t('from {0}', originWords(variable.origin)))
  }
  return new vscode.Hover(text, range)
}

/** What a word of a request means: a variable's value and origin, else what the API's documentation says. */
export const hover = (services: LanguageServices): vscode.HoverProvider => ({
  async provideHover(document, position) {
    const range = document.getWordRangeAtPosition(position, placeholder)
    if (range !== undefined) return ofVariable(services, document, range)
    const [{ describe }, file, table] = await Promise.all([
      loadLibrary(),
      requestFileOf(document),
      services.api.load(),
    ])
    const said = describe(table, file, document.offsetAt(position))
    return said && new vscode.Hover(markdownOf(said.paragraphs), rangeOf(document, said.span))
  },
})
