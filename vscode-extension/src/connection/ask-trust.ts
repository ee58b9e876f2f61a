import * as vscode from 'vscode'
import { choose } from '../commands/ask-field.ts'
import type { ClusterSettings } from './cluster.ts'

const { l10n } = vscode

type Trust = Pick<ClusterSettings, 'caFile' | 'caFingerprint'>

const chooseFile = async (): Promise<string> => {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Certificate authority'),
      filters: { PEM: ['pem', 'crt', 'cer'] },
      canSelectMany: false,
    })) ?? []
  if (file === undefined) throw new vscode.CancellationError()
  return file.fsPath
}

/**
 * For https: whether this machine trusts the server already; where it doesn't, by which authority a person does. There
 * is no way to trust just anybody.
 */
export const askTrust = async (url: string, title: string): Promise<Trust> => {
  const address = new URL(url)
  if (address.protocol !== 'https:') return {}
  const { presentedAuthority } = await import('./presented-authority.ts')
  const { trusted, why, fingerprint, issuer } = await presentedAuthority(address)
  if (trusted) return {}
  const byFile = { label: l10n.t('Choose the file of its certificate authority …') }
  const byFingerprint = {
    label: l10n.t('Trust this authority: {0}', issuer ?? '-'),
    detail: fingerprint ?? '',
    description: l10n.t('compare its SHA-256 fingerprint first'),
  }
  const chosen = await choose([byFile, ...(fingerprint === undefined ? [] : [byFingerprint])], {
    title,
    asks: l10n.t('This machine does not trust {0}: {1}', address.host, why ?? '-'),
  })
  if (chosen === byFile) return { caFile: await chooseFile() }
  return fingerprint === undefined ? {} : { caFingerprint: fingerprint }
}
