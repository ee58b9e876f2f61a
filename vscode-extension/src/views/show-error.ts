import * as vscode from 'vscode'
import { loadCore } from '../load-core.ts'

/** An error as one notification: what happened and what to do next. */
export const showError = async (error: unknown, log: vscode.LogOutputChannel): Promise<void> => {
  if (error instanceof vscode.CancellationError) return
  const { errorLines } = await loadCore()
  const { message, next } = errorLines(error)
  const sentence = [message, next].filter(Boolean).join(' ')
  log.error(sentence)
  await vscode.window.showErrorMessage(sentence)
}
