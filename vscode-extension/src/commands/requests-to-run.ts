import * as vscode from 'vscode'
import type { FileRequest, RequestFile } from '../providers/request-document.ts'

const { l10n } = vscode

export const documentOf = async (uri?: vscode.Uri): Promise<vscode.TextDocument> => {
  const document =
    uri === undefined
      ? vscode.window.activeTextEditor?.document
      : await vscode.workspace.openTextDocument(uri)
  if (document === undefined) throw new Error(l10n.t('Open a request file first.'))
  return document
}

/** The request that is named by its number, else those of the selection, else the one under the cursor. */
export const requestsToRun = (
  document: vscode.TextDocument,
  file: RequestFile,
  number?: number,
): [FileRequest, ...FileRequest[]] => {
  const editor = vscode.window.activeTextEditor
  const selection = editor?.document === document ? editor.selection : undefined
  const from = selection === undefined ? 0 : document.offsetAt(selection.start)
  const to = selection === undefined ? 0 : document.offsetAt(selection.end)
  const chosen =
    number !== undefined
      ? file.requests.slice(number, number + 1)
      : to > from
        ? file.requests.filter(({ start, end }) => start < to && end > from)
        : [file.requests.findLast(({ start }) => start <= from) ?? file.requests[0]].flatMap(
            (one) => one ?? [],
          )
  const [first, ...rest] = chosen
  if (first === undefined) throw new Error(l10n.t('There is no request here.'))
  return [first, ...rest]
}
