/** An error in Elasticsearch's own shape: `{error: {root_cause: [...], type, reason, ...}, status}`. */
export class ElasticsearchException extends Error {
  readonly status: number
  readonly type: string
  readonly reason: string
  /** Further fields of the error object, such as `index`, `index_uuid`, `caused_by`, `header`. */
  readonly fields: Readonly<Record<string, unknown>>

  constructor(status: number, type: string, reason: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(reason)
    this.status = status
    this.type = type
    this.reason = reason
    this.fields = fields
  }

  toBody(): unknown {
    const { caused_by: causedBy, ...own } = this.fields
    const error = { type: this.type, reason: this.reason, ...own }
    return {
      error: {
        root_cause: [rootOf(error, causedBy)],
        ...error,
        ...(causedBy === undefined ? {} : { caused_by: causedBy }),
      },
      status: this.status,
    }
  }
}

const parsers = ['document_parsing_exception', 'mapper_parsing_exception']

/** A parser that wraps an error of its own kind names the inner one as the root. */
const rootOf = (error: { type: string; reason: string }, cause: unknown): unknown => {
  if (!parsers.includes(error.type)) return error
  if (typeof cause !== 'object' || cause === null || !('type' in cause) || cause.type !== error.type)
    return error
  const reason = 'reason' in cause ? cause.reason : undefined
  return { type: cause.type, reason }
}
