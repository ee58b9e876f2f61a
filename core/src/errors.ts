/**
 * The one family of errors that Patchbay throws on purpose. `code` is stable and made for searching; `message` is one
 * sentence for a reader; `next` says what to do. Anything else that is thrown is a bug in Patchbay or in a library.
 */
export type ErrorCode =
  | 'input.invalid'
  | 'input.unknown-operation'
  | 'config.invalid'
  | 'target.not-found'
  | 'target.ambiguous'
  | 'connector.index-taken'
  | 'connector.state'
  | 'configuration.invalid'
  | 'sync-job.state'
  | 'privilege.missing'
  | 'policy.refused'
  | 'policy.too-few-approvers'
  | 'policy.invalid'
  | 'actor.unknown'
  | 'actor.not-linked'
  | 'approval.not-yours'
  | 'approval.state'
  | 'approval.changed'
  | 'run.taken-over'
  | 'run.failed'
  | 'run.void'
  | 'run.needs-input'
  | 'reason.missing'
  | 'cluster.not-set-up'
  | 'elasticsearch.unreachable'
  | 'elasticsearch.timeout'
  | 'elasticsearch.unauthenticated'
  | 'elasticsearch.forbidden'
  | 'elasticsearch.not-found'
  | 'elasticsearch.conflict'
  | 'elasticsearch.refused'
  | 'elasticsearch.unavailable'
  | 'elasticsearch.unexpected'
  | 'source.invalid'
  | 'source.unreachable'
  | 'source.refused'
  | 'sync.failed'
  | 'sync.canceled'
  | 'sync.lease-lost'
  | 'slack.unreachable'
  | 'slack.refused'
  | 'local.not-started'
  | 'canceled'

export interface ErrorDetails {
  /** The input field that is wrong, as a dotted path. */
  field?: string | undefined
  /** What the reader can do now: one sentence. */
  next?: string | undefined
  /** The run that this error belongs to, when one was begun. */
  run?: string | undefined
  cause?: unknown
}

export class PatchbayError extends Error {
  override readonly name: string = 'PatchbayError'
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly next: string | undefined
  run: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.field = details.field
    this.next = details.next
    this.run = details.run
  }
}

/** What Elasticsearch answered, when it answered with an error. `status` 0: it did not answer. */
export class ElasticsearchError extends PatchbayError {
  override readonly name = 'ElasticsearchError'
  readonly status: number
  readonly type: string
  readonly reason: string
  /** Milliseconds after which it wants to be asked again (`Retry-After`), where it said so. */
  readonly retryAfter: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    details: ErrorDetails & { status: number; type: string; reason: string; retryAfter?: number | undefined },
  ) {
    super(code, message, details)
    this.status = details.status
    this.type = details.type
    this.reason = details.reason
    this.retryAfter = details.retryAfter
  }
}

export const isPatchbayError = (error: unknown): error is PatchbayError => error instanceof PatchbayError

/** True for an Elasticsearch answer with one of these HTTP statuses. */
export const hasStatus = (error: unknown, ...statuses: readonly number[]): error is ElasticsearchError =>
  error instanceof ElasticsearchError && statuses.includes(error.status)
