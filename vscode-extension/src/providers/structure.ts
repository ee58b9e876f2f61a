import * as vscode from 'vscode'
import { rangeOf } from './ranges.ts'
import { loadLibrary, requestFileOf } from './request-document.ts'

export const formatting: vscode.DocumentFormattingEditProvider = {
  async provideDocumentFormattingEdits(document) {
    const { formatRequestFile } = await loadLibrary()
    return formatRequestFile(await requestFileOf(document)).map((edit) =>
      vscode.TextEdit.replace(rangeOf(document, edit), edit.text),
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
