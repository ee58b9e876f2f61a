import {
  Client,
  Transport,
  type TransportRequestOptions,
  type TransportRequestParams,
} from '@elastic/elasticsearch'
import type { Secret } from '../secrets/secret.ts'
import { PatchbayError } from '../errors.ts'
import { mapError } from './map-error.ts'
import { Heard } from './retry-after.ts'
import { pinnedTo } from './pinned-connection.ts'
import { DirectConnection, ProxiedConnection } from './verified-connection.ts'

/** How to reach one cluster, and as whom. */
export interface Connection {
  url: string
  auth: Credentials
  /** PEM of the certificate authority, for https. */
  ca?: string | undefined
  /** SHA-256 fingerprint of a certificate that the server shows (its authority's): the only one to be trusted. */
  caFingerprint?: string | undefined
  /** Address of an HTTP proxy on the way. */
  proxy?: string | undefined
  /** Milliseconds to wait for one answer; 30,000 by default. */
  requestTimeout?: number | undefined
  /** How often a read is asked again where nobody answers; 2 by default. */
  retries?: number | undefined
  /** Sees every call before it is sent and every answer before it is used: tests let calls fail here. */
  intercept?: Intercept | undefined
}

export type Credentials =
  | { kind: 'basic'; username: string; password: Secret }
  | { kind: 'api-key'; apiKey: Secret }

export type Intercept = (
  call: { method: string; path: string },
  send: () => Promise<unknown>,
) => Promise<unknown>

const readsByPost = /(\/_search|\/_msearch|\/_mget|\/_count|\/_has_privileges)$/

/** A read may be asked again. A write may not: its answer can be lost after it was applied. */
const isRead = ({ method, path }: TransportRequestParams): boolean =>
  method === 'GET' || method === 'HEAD' || (method === 'POST' && readsByPost.test(path))

const kindOf = ({ url, caFingerprint, proxy }: Connection) => {
  if (caFingerprint === undefined) return proxy === undefined ? DirectConnection : ProxiedConnection
  if (new URL(url).protocol === 'https:') return pinnedTo(caFingerprint)
  throw new PatchbayError('config.invalid', 'A fingerprint says whom to trust, and http proves nobody.', {
    field: 'caFingerprint',
    next: 'Give the address as https://…, or leave the fingerprint out.',
  })
}

/**
 * Opens a way to Elasticsearch: the official client, whose calls throw PatchbayErrors, which repeats reads and never
 * writes, and which can be watched. Opening sends nothing.
 */
export const connect = (connection: Connection): Client => {
  const { intercept = (_call, send) => send(), retries = 2 } = connection

  // A class is the client's own way to see every request.
  class PatchbayTransport extends Transport {
    override async request(
      params: TransportRequestParams,
      options: TransportRequestOptions = {},
    ): Promise<never> {
      const maxRetries = options.maxRetries ?? (isRead(params) ? retries : 0)
      const heard = new Heard()
      try {
        const send = () => super.request(params, { ...options, maxRetries, context: { heard } })
        return (await intercept(params, send)) as never
      } catch (error) {
        throw mapError(error, { retryAfter: heard.retryAfter, url: connection.url })
      }
    }
  }

  return new Client({
    node: connection.url,
    auth:
      connection.auth.kind === 'basic'
        ? { username: connection.auth.username, password: connection.auth.password.reveal() }
        : { apiKey: connection.auth.apiKey.reveal() },
    ...(connection.ca === undefined ? {} : { tls: { ca: connection.ca } }),
    ...(connection.proxy === undefined ? {} : { proxy: connection.proxy }),
    Connection: kindOf(connection),
    requestTimeout: connection.requestTimeout ?? 30_000,
    redaction: { type: 'remove' },
    Transport: PatchbayTransport,
  })
}
