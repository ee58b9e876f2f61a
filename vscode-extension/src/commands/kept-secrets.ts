import * as vscode from 'vscode'
import type { RequestServices } from '../providers/request-services.ts'

const { l10n } = vscode

const isName = /^[\p{L}_][\p{L}\p{N}_-]*$/u

/** Asks for a secret that request files can use as `{{name}}`; it goes to the secret storage and nowhere else. */
export const keepSecret = async ({ variables }: RequestServices, given?: string): Promise<void> => {
  const name =
    given ??
    (await vscode.window.showInputBox({
      title: l10n.t('Keep a secret variable'),
      prompt: l10n.t('Its name, as request files write it: {{name}}'),
      ignoreFocusOut: true,
      validateInput: (typed) =>
        isName.test(typed)
          ? undefined
          : l10n.t('A name has letters, digits, _ and -, and begins with a letter.'),
    }))
  if (name === undefined) return
  const value = await vscode.window.showInputBox({
    title: l10n.t('Keep a secret variable'),
    prompt: l10n.t('The value of {0}; it is kept in the secret storage of the editor', name),
    password: true,
    ignoreFocusOut: true,
  })
  if (value === undefined || value === '') return
  await variables.keepSecret(name, value)
  vscode.window.setStatusBarMessage(l10n.t('{0} is kept', name), 5000)
}

/** Forgets a secret variable. */
export const forgetSecret = async ({ variables }: RequestServices): Promise<void> => {
  const names = variables.secretNames()
  if (names.length === 0) {
    await vscode.window.showInformationMessage(l10n.t('No secret variable is kept.'))
    return
  }
  const name = await vscode.window.showQuickPick(names, { title: l10n.t('Which secret is to be forgotten?') })
  if (name !== undefined) await variables.forgetSecret(name)
}
