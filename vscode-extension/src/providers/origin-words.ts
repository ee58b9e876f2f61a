import * as vscode from 'vscode'

const { l10n } = vscode

/** Where a variable's value comes from, for people. */
export const originWords = (origin: {
  kind: string
  path?: string
  line?: number
  request?: string
}): string => {
  switch (origin.kind) {
    case 'env':
      return origin.path === undefined
        ? '.env'
        : l10n.t('{0}, line {1}', vscode.workspace.asRelativePath(origin.path), origin.line ?? 0)
    case 'response':
      return origin.request === undefined
        ? l10n.t('an earlier response')
        : l10n.t('the response of {0}', origin.request)
    case 'file':
      return l10n.t('this file')
    case 'secret':
      return l10n.t('the secret storage')
    case 'prompt':
      return l10n.t('asked for when it runs')
    default:
      return l10n.t('the settings')
  }
}
