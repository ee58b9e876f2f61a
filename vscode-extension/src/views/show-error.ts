import * as vscode from 'vscode'
import { NotTrusted } from '../commands/require-trust.ts'
import { loadCore } from '../load-core.ts'

/** Who stopped something knows it, whether a question of ours ended by it or the core's wait for Elasticsearch. */
const wasStopped = (error: unknown): boolean =>
  error instanceof vscode.CancellationError ||
  (error instanceof Error && 'code' in error && error.code === 'canceled')

/** An error as one notification: what happened and what to do next. */
export const showError = async (error: unknown, log: vscode.LogOutputChannel): Promise<void> => {
  if (wasStopped(error)) return
  const { errorLines } = await loadCore()
  const { message, next } = errorLines(error)
  const sentence = [message, next].filter(Boolean).join(' ')
  log.error(sentence)
  const trust = vscode.l10n.t('Manage trust')
  const answer = await vscode.window.showErrorMessage(
    sentence,
    ...(error instanceof NotTrusted ? [trust] : []),
  )
  if (answer === trust) await vscode.commands.executeCommand('workbench.trust.manage')
}
