import { finished, Readable } from 'node:stream'
import {
  type ConnectionRequestOptions,
  type ConnectionRequestParams,
  errors,
  HttpConnection,
  UndiciConnection,
} from '@elastic/elasticsearch'
import { PatchbayError } from '../errors.ts'
import { hear } from './retry-after.ts'

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

/** Why a request ends that its caller ended: in the caller's words, where those are an answer by themselves. */
const reasonOf = (signal: AbortSignal): Error =>
  signal.reason instanceof PatchbayError ? signal.reason : new errors.RequestAbortedError('Request aborted')

/**
 * The client's usual connection, which ends each request in its own time, and an answer that comes as a stream with it. By
 * itself it waits for none longer than for all, for a stream without end, and of one that takes too long it tells
 * everybody who listens to the caller's signal.
 */
export class DirectConnection extends UndiciConnection {
  constructor(options: ConstructorParameters<typeof UndiciConnection>[0]) {
    super({ ...options, timeout: 0 })
  }

  override async request(params: ConnectionRequestParams, options: ConnectionRequestOptions): Promise<never> {
    const { signal, timeout = 30_000 } = options
    const ended = new AbortController()
    const stop = (): void => ended.abort(signal === undefined ? undefined : reasonOf(signal))
    if (signal?.aborted === true) stop()
    signal?.addEventListener('abort', stop)
    const timer = setTimeout(() => ended.abort(new errors.TimeoutError('Request timed out')), timeout)
    const over = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
    try {
      const answered = await super.request(params, { ...options, signal: ended.signal, timeout: 0 })
      // Of a stream the answer has only begun.
      if (answered.body instanceof Readable) finished(answered.body, over)
      else over()
      return hear(answered, options.context) as never
    } catch (error) {
      over()
      return ended.signal.aborted ? Promise.reject(ended.signal.reason) : sayUntrusted(error)
    }
  }
}

/** Only the older of the client's two connections goes through a proxy. */
export class ProxiedConnection extends HttpConnection {
  override async request(params: ConnectionRequestParams, options: ConnectionRequestOptions): Promise<never> {
    const answer = await super.request(params, options).catch(sayProxyRefuses)
    return hear(answer, options.context) as never
  }
}
