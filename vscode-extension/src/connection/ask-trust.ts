import * as vscode from 'vscode'
import { choose, type } from '../commands/ask-field.ts'
import { inert } from '../tree/inert.ts'
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

/** OpenSSL's reasons in words; the rarer ones stand as they are. */
const reasonOf = (why: string | undefined): string => {
  switch (why) {
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return l10n.t('nothing here knows the authority that issued its certificate')
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return l10n.t('it issued its certificate itself')
    case 'CERT_HAS_EXPIRED':
      return l10n.t('its certificate has expired')
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return l10n.t('its certificate is for another name')
    default:
      return why ?? '-'
  }
}

const plain = (fingerprint: string): string => fingerprint.replaceAll(/[\s:]/g, '').toLowerCase()

/** Shows all of a fingerprint, and wants a sign that somebody compared it. */
const compare = async (
  { fingerprint, issuer }: { fingerprint: string; issuer: string },
  title: string,
): Promise<string> => {
  const yes = l10n.t('yes')
  await type({
    title,
    prompt: l10n.t(
      'SHA-256 of {0}: {1} — paste the one that its administrator gives you, or compare the two and type {2}.',
      issuer,
      fingerprint,
      yes,
    ),
    validateInput: (value) => {
      if (value.trim().toLowerCase() === yes || plain(value) === plain(fingerprint)) return undefined
      return plain(value).length < 64
        ? l10n.t('Neither the fingerprint nor {0}.', yes)
        : l10n.t('It is another one: do not trust this server.')
    },
  })
  return fingerprint
}

/**
 * For https: whether this machine trusts the server already; where it doesn't, by which authority a person does. There
 * is no way to trust just anybody.
 */
export const askTrust = async (url: string, title: string): Promise<Trust> => {
  const address = new URL(url)
  if (address.protocol !== 'https:') return {}
  const { presentedAuthority } = await import('./presented-authority.ts')
  const { trusted, why, fingerprint, ...presented } = await presentedAuthority(address)
  if (trusted) return {}
  // A name that anybody can give a certificate says nothing else than a name.
  const issuer = `"${inert(presented.issuer ?? '-').slice(0, 60)}"`
  const byFile = { label: l10n.t('Choose the file of its certificate authority …') }
  const byFingerprint = {
    label: l10n.t('Trust this authority: {0}', issuer),
    detail: l10n.t('once its SHA-256 fingerprint has been compared'),
  }
  const chosen = await choose([byFile, ...(fingerprint === undefined ? [] : [byFingerprint])], {
    title,
    asks: l10n.t('Not trusted: {0}', reasonOf(why)),
  })
  if (chosen === byFile) return { caFile: await chooseFile() }
  return fingerprint === undefined ? {} : { caFingerprint: await compare({ fingerprint, issuer }, title) }
}
