import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { Place } from './place.ts'

/** One link of an error's chain, as it is printed. */
export interface Cause {
  type: string
  reason: string | null
  caused_by?: Cause
}

const isParseCause = (cause: Cause): boolean => cause.type.startsWith('x_content_')

/** Elasticsearch names the innermost failure of its body parser as the root cause. */
const rootOf = (cause: Cause): Cause => {
  let root = cause
  for (let next = cause.caused_by; next !== undefined && isParseCause(next); next = next.caused_by)
    root = next
  return root
}

/** A body that can't be read: 400, with the chain of parsers that were at work and the place in the body. */
export class ParseException extends ElasticsearchException {
  readonly chain: Cause
  readonly at: Place

  constructor(chain: Cause, at: Place) {
    super(400, chain.type, chain.reason ?? '')
    this.chain = chain
    this.at = at
  }

  override toBody(): unknown {
    const root = rootOf(this.chain)
    return {
      error: { root_cause: [{ type: root.type, reason: root.reason }], ...this.chain },
      status: this.status,
    }
  }
}

export const illegalArgument = (reason: string, at: Place): ParseException =>
  new ParseException({ type: 'illegal_argument_exception', reason }, at)

/** The error of the outer parser around the one of the inner. */
export const wrapped = (inner: ParseException, parser: string, field: string): ParseException =>
  new ParseException(
    {
      type: 'x_content_parse_exception',
      reason: `[${inner.at.line}:${inner.at.column}] [${parser}] failed to parse field [${field}]`,
      caused_by: inner.chain,
    },
    inner.at,
  )
