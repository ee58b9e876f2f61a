import * as vscode from 'vscode'
import { rangeOf } from './ranges.ts'
import { loadLibrary, requestFileOf } from './request-document.ts'
import type { LanguageServices } from './request-services.ts'

/** Kinds and marks that every theme knows. */
export const legend = new vscode.SemanticTokensLegend(
  ['variable', 'function'],
  ['declaration', 'readonly', 'deprecated'],
)

const types = { variable: 'variable', request: 'function' } as const
/** What nothing sets is struck through where a theme strikes at all. */
const marks = {
  declaration: ['declaration'],
  secret: ['readonly'],
  unknown: ['deprecated'],
  use: [],
} as const

/** Colours of names that need the whole file: what they are, and whether they have a value. */
export const semanticColours = (services: LanguageServices): vscode.DocumentSemanticTokensProvider => ({
  onDidChangeSemanticTokens: services.variables.onDidChange,
  async provideDocumentSemanticTokens(document) {
    const { colours } = await loadLibrary()
    const file = await requestFileOf(document)
    const tokens = new vscode.SemanticTokensBuilder(legend)
    for (const { kind, as, start, end } of colours(file, await services.variables.of(document, file)))
      tokens.push(rangeOf(document, { start, end }), types[kind], marks[as])
    return tokens.build()
  },
})
