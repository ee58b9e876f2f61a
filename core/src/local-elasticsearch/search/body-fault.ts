import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser'
import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { placeOf } from '../mappings/token-place.ts'

/** Keys and list indices that lead to a value of the request body. */
export type BodyPath = readonly (string | number)[]

interface FaultOptions {
  /** The exception's type. */
  type?: 'parsing_exception' | 'illegal_argument_exception' | 'x_content_parse_exception'
  /** The token that Elasticsearch points at: the value's first or last one, or its key. */
  at?: 'start' | 'end' | 'key'
  /** The exception is wrapped into a `parsing_exception` of the same words. */
  wrapped?: boolean
}

/** Something wrong in a request body, before its line and column are known. */
export class BodyFault extends Error {
  readonly path: BodyPath
  readonly options: FaultOptions
  /** The parsers around it that report it too, such as `[bool] failed to parse field [must]`, innermost first. */
  readonly around: string[] = []

  constructor(reason: string, path: BodyPath, options: FaultOptions = {}) {
    super(reason)
    this.path = path
    this.options = options
  }
}

/** An object parser met a key that it doesn't know. */
export const unknownField = (parser: string, path: BodyPath, wrapped = false): BodyFault =>
  new BodyFault(`[${parser}] unknown field [${String(path.at(-1))}]`, path, {
    type: 'x_content_parse_exception',
    at: 'key',
    wrapped,
  })

/** An object parser met a value that it can't take. */
export const unparsableField = (parser: string, path: BodyPath): BodyFault =>
  new BodyFault(`[${parser}] failed to parse field [${String(path.at(-1))}]`, path, {
    type: 'x_content_parse_exception',
  })

/** The exception of an outer parser around that of an inner one. */
class OuterException extends ElasticsearchException {
  readonly inner: ElasticsearchException

  constructor(reason: string, inner: ElasticsearchException) {
    super(400, 'x_content_parse_exception', reason)
    this.inner = inner
  }

  override toBody(): unknown {
    return {
      error: { root_cause: [rootOf(this)], ...asCause(this) },
      status: this.status,
    }
  }
}

const asCause = (error: ElasticsearchException): Record<string, unknown> => ({
  type: error.type,
  reason: error.reason,
  ...error.fields,
  ...(error instanceof OuterException ? { caused_by: asCause(error.inner) } : {}),
})

const rootOf = (error: ElasticsearchException): Record<string, unknown> => {
  if (error instanceof OuterException) return rootOf(error.inner)
  const { caused_by: _cause, ...root } = asCause(error)
  return root
}

const offsetOf = (text: string, path: BodyPath, at: 'start' | 'end' | 'key'): number => {
  const root = parseTree(text)
  const node: Node | undefined = root && findNodeAtLocation(root, [...path])
  if (node === undefined) return 0
  if (at === 'key') return node.parent?.offset ?? node.offset
  return at === 'end' ? node.offset + node.length - 1 : node.offset
}

const innermost = ({ message, path, options }: BodyFault, text: string): ElasticsearchException => {
  const { type = 'parsing_exception', at = 'start', wrapped = false } = options
  const place = placeOf(text, offsetOf(text, path, at))
  const [line, col] = placeOf(text, offsetOf(text, path, at === 'key' && wrapped ? 'start' : at))
    .slice(1, -1)
    .split(':')
    .map(Number)
  if (type === 'illegal_argument_exception')
    return new ElasticsearchException(400, type, `${message} at ${place}`)
  if (type === 'x_content_parse_exception') {
    const reason = `${place} ${message}`
    return wrapped
      ? new ElasticsearchException(400, 'parsing_exception', reason, {
          line,
          col,
          caused_by: { type, reason },
        })
      : new ElasticsearchException(400, type, reason)
  }
  const unknown = /^(?:unknown query|Unknown aggregation type) \[([^\]]*)\]/.exec(message)
  const cause = unknown && {
    type: 'named_object_not_found_exception',
    reason: `${place} unknown field [${unknown[1]}]`,
  }
  return new ElasticsearchException(400, type, message, { line, col, ...(cause ? { caused_by: cause } : {}) })
}

/** The exception for a fault, with lines and columns counted in the body's text. */
export const faultException = (fault: BodyFault, text: string): ElasticsearchException => {
  const place = placeOf(text, offsetOf(text, fault.path, fault.options.at ?? 'start'))
  return fault.around.reduce<ElasticsearchException>(
    (inner, reason) => new OuterException(`${place} ${reason}`, inner),
    innermost(fault, text),
  )
}
