import * as vscode from 'vscode'
import { Told } from '../told.ts'

/** Nobody said yet that what the folder holds may act. */
export class NotTrusted extends Told {}

/** A hidden command can still be called, so each that sends something asks here. */
export const requireTrust = (): void => {
  if (vscode.workspace.isTrusted) return
  throw new NotTrusted(
    vscode.l10n.t(
      'This workspace is not trusted, so no request and no command goes from it to a cluster. "Workspaces: Manage Workspace Trust" trusts it.',
    ),
  )
}
