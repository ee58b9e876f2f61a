import { type DiagnosticResult, errors } from '@elastic/elasticsearch'
import { z } from 'zod'
import { connectionAdvice } from './connection-advice.ts'
import { type ErrorCode, ElasticsearchError, PatchbayError } from '../errors.ts'

const answer = z.object({
  // Where no endpoint answers it is only a text.
  error: z.union([
    z.object({ type: z.string(), reason: z.string().nullish() }),
    z.string().transform((reason) => ({ type: 'no_handler', reason })),
  ]),
})

const codeOf = (status: number): ErrorCode => {
  if (status === 401) return 'elasticsearch.unauthenticated'
  if (status === 403) return 'elasticsearch.forbidden'
  if (status === 404) return 'elasticsearch.not-found'
  if (status === 409) return 'elasticsearch.conflict'
  if (status === 429 || status >= 500) return 'elasticsearch.unavailable'
  return 'elasticsearch.refused'
}

/** An error that Elasticsearch answered, as a whole or for one part of what it was asked. */
export const answeredError = (
  status: number,
  given: {
    type: string
    reason?: string | null | undefined
    retryAfter?: number | undefined
    cause?: unknown
  },
): ElasticsearchError => {
  const reason = given.reason ?? `Elasticsearch answered ${status}.`
  return new ElasticsearchError(codeOf(status), reason, { ...given, status, reason })
}

interface Silence {
  message: string
  next: string
  cause: unknown
}

const noAnswer = (code: ErrorCode, { message, next, cause }: Silence): ElasticsearchError =>
  new ElasticsearchError(code, message, { status: 0, type: 'no_answer', reason: message, next, cause })

const isDiagnostic = (meta: unknown): meta is DiagnosticResult =>
  typeof meta === 'object' && meta !== null && 'meta' in meta

/** The client keeps what was sent in its errors: it may be a password or a key, and errors end up in logs. */
const forgetBody = (error: errors.ElasticsearchClientError): void => {
  if ('meta' in error && isDiagnostic(error.meta)) delete error.meta.meta.request?.params?.body
}

/**
 * Turns whatever the official client throws into the one error family; anything else comes back as it is.
 * `retryAfter`: milliseconds after which the server wants to be asked again; `url`: where it went.
 */
export const mapError = (
  error: unknown,
  { retryAfter, url = '' }: { retryAfter?: number | undefined; url?: string } = {},
): unknown => {
  if (error instanceof PatchbayError) return error
  if (error instanceof errors.ElasticsearchClientError) forgetBody(error)
  if (error instanceof errors.ResponseError) {
    const status = error.statusCode ?? 0
    if (status === 407) {
      return noAnswer('elasticsearch.unreachable', {
        message: "Elasticsearch can't be reached: a proxy on the way wants a password.",
        next: 'Give HTTPS_PROXY as http://user:password@host:port.',
        cause: error,
      })
    }
    const parsed = answer.safeParse(error.body)
    return answeredError(status, { type: 'unknown', ...parsed.data?.error, retryAfter, cause: error })
  }
  if (error instanceof errors.RequestAbortedError) {
    return new PatchbayError('canceled', 'Canceled before Elasticsearch answered.', { cause: error })
  }
  if (error instanceof errors.TimeoutError) {
    return noAnswer('elasticsearch.timeout', {
      message: 'Elasticsearch did not answer in time.',
      next: 'Try again; if it stays, look at the load of the cluster.',
      cause: error,
    })
  }
  if (error instanceof errors.ConnectionError || error instanceof errors.NoLivingConnectionsError) {
    const { why, next } = connectionAdvice(error.message, url)
    return noAnswer('elasticsearch.unreachable', {
      message: `Elasticsearch can't be reached: ${why}`,
      next,
      cause: error,
    })
  }
  if (error instanceof errors.ProductNotSupportedError) {
    return noAnswer('elasticsearch.unexpected', {
      message: 'The server that answered does not call itself Elasticsearch.',
      next: 'Check the address of the cluster: the login page of a proxy, or OpenSearch, answers like this.',
      cause: error,
    })
  }
  if (error instanceof errors.DeserializationError) {
    return noAnswer('elasticsearch.unexpected', {
      message: 'What Elasticsearch answered is no whole JSON.',
      next: 'Try again; if it stays, look at what lies between here and the cluster.',
      cause: error,
    })
  }
  return error
}
