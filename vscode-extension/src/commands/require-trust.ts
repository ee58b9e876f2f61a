import * as vscode from 'vscode'
import { Told } from '../told.ts'

/** A hidden command can still be called, so each that sends something asks here. */
export const requireTrust = (): void => {
  if (vscode.workspace.isTrusted) return
  throw new Told(vscode.l10n.t('This workspace is not trusted, so nothing is sent to a cluster from it.'))
}
