import * as vscode from 'vscode'

export interface Span {
  readonly start: number
  readonly end: number
}

export const rangeOf = (document: vscode.TextDocument, { start, end }: Span): vscode.Range =>
  new vscode.Range(document.positionAt(start), document.positionAt(end))

/** Paragraphs of the specification as Markdown; it can't run commands or bring HTML. */
export const markdownOf = (paragraphs: readonly string[]): vscode.MarkdownString =>
  new vscode.MarkdownString(paragraphs.join('\n\n'))
