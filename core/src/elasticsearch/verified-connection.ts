import {
  type ConnectionRequestOptions,
  type ConnectionRequestParams,
  HttpConnection,
  UndiciConnection,
} from '@elastic/elasticsearch'
import { PatchbayError } from '../errors.ts'

/** A certificate that nobody vouches for is no fault of the network: said at once, where the client would ask again. */
const sayUntrusted = (error: unknown): never => {
  if (!(error instanceof Error) || !/certificate|altnames/i.test(error.message)) throw error
  throw new PatchbayError('elasticsearch.unreachable', `Elasticsearch can't be trusted: ${error.message}`, {
    next: 'Say whom to trust: the authority as "caFile", or its fingerprint as "caFingerprint"; the address as its certificate has it.',
    cause: error,
  })
}

/** A proxy that opens no way, or wants to know who comes: asking again changes nothing. */
const sayProxyRefuses = (error: unknown): never => {
  const status = error instanceof Error ? /^Bad response: (\d+)$/.exec(error.message)?.[1] : undefined
  if (status === undefined) return sayUntrusted(error)
  throw new PatchbayError(
    'elasticsearch.unreachable',
    `The proxy opens no way to Elasticsearch: it answered ${status}.`,
    {
      next: 'Check the address of the proxy and of the cluster; a proxy that asks for a password gets it from HTTPS_PROXY.',
      cause: error,
    },
  )
}

export class DirectConnection extends UndiciConnection {
  override async request(params: ConnectionRequestParams, options: ConnectionRequestOptions): Promise<never> {
    return (await super.request(params, options).catch(sayUntrusted)) as never
  }
}

/** Only the older of the client's two connections goes through a proxy. */
export class ProxiedConnection extends HttpConnection {
  override async request(params: ConnectionRequestParams, options: ConnectionRequestOptions): Promise<never> {
    return (await super.request(params, options).catch(sayProxyRefuses)) as never
  }
}
