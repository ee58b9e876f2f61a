import * as vscode from 'vscode'
import type { Connections } from '../connection/connections.ts'
import { rangeOf } from './ranges.ts'
import { language, loadLibrary, requestFileOf } from './request-document.ts'
import { clusterOf } from './request-services.ts'

/** Under a lens that says "guarded", the method of what changes something stands in the colour of a warning. */
export const markGuarded = (
  connections: Pick<Connections, 'list' | 'onDidChange'>,
  log: vscode.LogOutputChannel,
): vscode.Disposable => {
  const colour = new vscode.ThemeColor('editorWarning.foreground')
  const mark = vscode.window.createTextEditorDecorationType({
    color: colour,
    fontWeight: 'bold',
    overviewRulerColor: colour,
    overviewRulerLane: vscode.OverviewRulerLane.Right,
  })
  const draw = async (editor: vscode.TextEditor): Promise<void> => {
    const { document } = editor
    if (document.languageId !== language) return
    const { version } = document
    const [{ findGuarded }, file] = await Promise.all([loadLibrary(), requestFileOf(document)])
    if (document.version !== version) return
    const guarded = new Set(connections.list().flatMap((one) => (one.guarded === true ? [one.name] : [])))
    const spans = findGuarded(file, (request) => guarded.has(clusterOf(connections, request) ?? ''))
    editor.setDecorations(
      mark,
      spans.map((span) => rangeOf(document, span)),
    )
  }
  const drawAll = (editors: readonly vscode.TextEditor[]): void => {
    for (const editor of editors) draw(editor).catch((error: unknown) => log.error(String(error)))
  }
  const visible = (): void => drawAll(vscode.window.visibleTextEditors)
  visible()
  return vscode.Disposable.from(
    mark,
    connections.onDidChange(visible),
    vscode.window.onDidChangeVisibleTextEditors(drawAll),
    vscode.workspace.onDidChangeTextDocument(({ document }) =>
      drawAll(vscode.window.visibleTextEditors.filter((editor) => editor.document === document)),
    ),
  )
}
