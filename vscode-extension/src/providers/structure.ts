import * as vscode from 'vscode'
import { rangeOf } from './ranges.ts'
import { loadLibrary, requestFileOf } from './request-document.ts'

const edits = async (document: vscode.TextDocument): Promise<vscode.TextEdit[]> => {
  const { formatRequestFile } = await loadLibrary()
  return formatRequestFile(await requestFileOf(document)).map((edit) =>
    vscode.TextEdit.replace(rangeOf(document, edit), edit.text),
  )
}

/** Of a selection, each request that it touches: half of one has no form of its own. */
export const formatting: vscode.DocumentFormattingEditProvider & vscode.DocumentRangeFormattingEditProvider =
  {
    provideDocumentFormattingEdits: edits,
    async provideDocumentRangeFormattingEdits(document, selected) {
      const all = await edits(document)
      return all.filter(
        ({ range }) => range.intersection(selected)?.isEmpty === false || range.contains(selected),
      )
    },
  }

export const folding: vscode.FoldingRangeProvider = {
  async provideFoldingRanges(document) {
    const { foldingRanges } = await loadLibrary()
    const kinds = { comment: vscode.FoldingRangeKind.Comment, request: undefined, body: undefined }
    return foldingRanges(await requestFileOf(document)).map(({ start, end, kind }) => {
      const range = rangeOf(document, { start, end })
      return new vscode.FoldingRange(range.start.line, range.end.line, kinds[kind])
    })
  },
}

export const outline: vscode.DocumentSymbolProvider = {
  async provideDocumentSymbols(document) {
    const { symbols } = await loadLibrary()
    return symbols(await requestFileOf(document)).map(
      (symbol) =>
        new vscode.DocumentSymbol(
          symbol.label || '-',
          symbol.detail,
          symbol.kind === 'request' ? vscode.SymbolKind.Function : vscode.SymbolKind.Variable,
          rangeOf(document, symbol),
          rangeOf(document, symbol.selection),
        ),
    )
  },
}
