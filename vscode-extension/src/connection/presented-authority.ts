import { connect, type DetailedPeerCertificate } from 'node:tls'
import * as vscode from 'vscode'
import { Told } from '../told.ts'

/** What a server says of itself in a TLS handshake. */
export interface Presented {
  /** Trusted as it is, by an authority that this machine knows. */
  trusted: boolean
  /** Why it is not. */
  why: string | undefined
  /** SHA-256 of the topmost certificate that it sent, as `openssl x509 -fingerprint -sha256` prints it. */
  fingerprint: string | undefined
  issuer: string | undefined
}

/** The end of the chain is its own issuer; a server that leaves it out ends with what it sent. */
const topOf = (certificate: DetailedPeerCertificate): DetailedPeerCertificate => {
  let top = certificate
  for (let length = 0; length < 10; length += 1) {
    const { issuerCertificate: next } = top
    if (next === undefined || next.fingerprint256 === top.fingerprint256) return top
    top = next
  }
  return top
}

const patience = 5_000

/** Asks a server for its certificates, and sends nothing else: whether they are trusted is for a person to say. */
export const presentedAuthority = ({ hostname, port }: URL): Promise<Presented> =>
  new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? 443 : Number(port),
      servername: /^[\d.:[\]]+$/.test(hostname) ? '' : hostname,
      rejectUnauthorized: false,
      timeout: patience,
    })
    socket.once('timeout', () => socket.destroy(new Told(vscode.l10n.t('It did not answer in time.'))))
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate(true)
      const top = certificate.fingerprint256 === undefined ? undefined : topOf(certificate)
      const { CN } = top?.issuer ?? {}
      resolve({
        trusted: socket.authorized,
        why: socket.authorizationError?.toString(),
        fingerprint: top?.fingerprint256,
        issuer: Array.isArray(CN) ? CN.join(', ') : CN,
      })
      socket.destroy()
    })
  })
