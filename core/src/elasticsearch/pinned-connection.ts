import { X509Certificate } from 'node:crypto'
import { get } from 'node:https'
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls'
import {
  BaseConnection,
  type ConnectionRequestOptions,
  type ConnectionRequestParams,
} from '@elastic/elasticsearch'
import { HttpsProxyAgent } from 'hpagent'
import { PatchbayError } from '../errors.ts'
import { DirectConnection, ProxiedConnection } from './verified-connection.ts'

type Options = ConstructorParameters<typeof BaseConnection>[0]
type Server = Pick<Options, 'url' | 'proxy' | 'timeout'>

const plain = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase()

/** The certificates that a server shows, its own first. */
const chainOf = (socket: TLSSocket): DetailedPeerCertificate[] => {
  const chain = new Map<string, DetailedPeerCertificate>()
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  while (next?.fingerprint256 !== undefined && !chain.has(next.fingerprint256)) {
    chain.set(next.fingerprint256, next)
    next = next.issuerCertificate
  }
  return [...chain.values()]
}

/** Looks at a server before anything is trusted: no credentials go there, and its answer is not read. */
const look = ({ url, proxy, timeout }: Server): Promise<DetailedPeerCertificate[]> =>
  new Promise((resolve, reject) => {
    const agent = proxy == null ? false : new HttpsProxyAgent({ proxy: String(proxy) })
    const request = get(url, { agent, rejectUnauthorized: false, timeout })
    request.on('timeout', () => request.destroy(new Error('The server did not answer in time.')))
    request.on('error', reject)
    request.on('response', ({ socket }) => {
      resolve(socket instanceof TLSSocket ? chainOf(socket) : [])
      request.destroy()
    })
  })

const unreachable = (message: string, next: string, cause?: unknown): PatchbayError =>
  new PatchbayError('elasticsearch.unreachable', message, { next, cause })

/**
 * The certificate of that fingerprint among those that the server shows. From then on it is the one authority, and
 * OpenSSL verifies the chain and the name by it: a fingerprint compared in a chain that nobody verified proves nothing.
 */
export const authorityOf = async (
  server: Server,
  fingerprint: string,
  name = 'Elasticsearch',
): Promise<string> => {
  const shown = await look(server).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    throw unreachable(
      `${name} can't be reached: ${why}`,
      name === 'Elasticsearch'
        ? 'Check the address of the cluster and that it runs.'
        : 'Check its address and that it runs.',
      error,
    )
  })
  const found = shown.find(({ fingerprint256 }) => plain(fingerprint256) === plain(fingerprint))
  if (found !== undefined) return new X509Certificate(found.raw).toString()
  const last = shown.at(-1)
  throw unreachable(
    'The server shows no certificate with the fingerprint that the configuration names.',
    last === undefined
      ? 'Give the certificate authority as "caFile".'
      : `Its last one has ${last.fingerprint256}: compare that with what the administrator of the cluster says. Where it isn't the authority's, give "caFile".`,
  )
}

/** A kind of connection that trusts one certificate alone, known by its SHA-256 fingerprint. */
export const pinnedTo = (fingerprint: string) =>
  class PinnedConnection extends BaseConnection {
    readonly #options: Options
    #inner: Promise<BaseConnection> | undefined

    constructor(options: Options) {
      super(options)
      this.#options = options
    }

    #open(): Promise<BaseConnection> {
      const opening = authorityOf(this.#options, fingerprint).then((ca) => {
        const Inner = this.#options.proxy == null ? DirectConnection : ProxiedConnection
        return new Inner({ ...this.#options, tls: { ca } })
      })
      // What failed is tried again by the next request.
      opening.catch(() => (this.#inner = undefined))
      return opening
    }

    override async request(
      params: ConnectionRequestParams,
      options: ConnectionRequestOptions,
    ): Promise<never> {
      this.#inner ??= this.#open()
      const inner = await this.#inner
      return (await inner.request(params, options)) as never
    }

    override async close(): Promise<void> {
      await this.#inner?.then(
        (inner) => inner.close(),
        () => undefined,
      )
    }
  }
