import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import { illegalArgument, parseFailure, validationFailed } from '../../http/common-errors.ts'
import { explainBodyError } from '../../http/read-body.ts'
import { flagParameter, refreshParameter } from '../../http/query-parameters.ts'
import type { Request, Response, Route } from '../../http/route.ts'
import { isObject } from '../../xcontent/is-object.ts'
import type { Writer, WriterParts } from '../create-writer.ts'
import { createWriter } from '../create-writer.ts'
import { sourceFilter, sourceParameters } from '../filter-source.ts'
import type { WriteAction } from '../write-action.ts'
import { showOutcome } from '../write-action.ts'
import { BulkReader } from './bulk-reader.ts'
import { splitLines } from './split-lines.ts'

/** Characters of a body that are read before what they ask for is carried out: smaller bodies count whole or not at all. */
const batchSize = 512 * 1024

const query = [
  'refresh',
  'pipeline',
  'require_alias',
  'timeout',
  'wait_for_active_shards',
  ...sourceParameters,
]

class BulkAnswer {
  errors = false
  readonly #items: string[] = []
  readonly #started = performance.now()

  add(write: Writer, action: WriteAction, forcedRefresh: boolean): void {
    try {
      const outcome = write(action)
      this.#items.push(
        `{"${action.kind}":{${showOutcome(outcome, forcedRefresh)},"status":${outcome.status}}}`,
      )
    } catch (error) {
      if (!(error instanceof ElasticsearchException)) throw error
      this.errors = true
      const { kind, target, id = null } = action
      const body = error.toBody()
      const { root_cause: _root, ...cause } = isObject(body) && isObject(body['error']) ? body['error'] : {}
      const item = { _index: target, _id: id, status: error.status, error: cause }
      this.#items.push(`{"${kind}":${JSON.stringify(item)}}`)
    }
  }

  get count(): number {
    return this.#items.length
  }

  toText(): string {
    const took = Math.round(performance.now() - this.#started)
    return `{"errors":${this.errors},"took":${took},"items":[${this.#items.join(',')}]}`
  }
}

/** `_bulk`: read as it arrives and carried out in batches; each item has its own outcome. */
export const createBulkRoutes = (parts: WriterParts): Route[] => {
  const handle = async (request: Request): Promise<Response> => {
    const forcedRefresh = refreshParameter(request.query)
    const reader = new BulkReader({
      target: request.params['target'],
      pipeline: request.query['pipeline'],
      requireAlias: flagParameter(request.query, 'require_alias'),
      returned: sourceFilter(request.query),
    })
    const write = createWriter(parts, request.principal)
    const answer = new BulkAnswer()
    let batch: WriteAction[] = []
    let size = 0
    let seen = false
    const carryOut = (): void => {
      for (const action of batch) answer.add(write, action, forcedRefresh)
      batch = []
      size = 0
    }
    try {
      for await (const { lines, unfinished } of splitLines(request.stream())) {
        seen = true
        if (unfinished !== undefined)
          throw illegalArgument('The bulk request must be terminated by a newline [\\n]')
        for (const line of lines) {
          const action = reader.read(line)
          if (action === undefined) continue
          size += action.text.length
          batch.push(action)
        }
        if (size >= batchSize) carryOut()
      }
    } catch (error) {
      throw explainBodyError(error)
    }
    if (!seen) throw parseFailure('request body is required')
    carryOut()
    if (answer.count === 0) throw validationFailed('no requests added')
    return { status: 200, body: answer.toText() }
  }
  return (['POST', 'PUT'] as const).flatMap((method): Route[] =>
    // Not `{index}`: the writer asks for the rights item by item.
    ['/_bulk', '/{target}/_bulk'].map((path) => ({
      method,
      path,
      query,
      action: 'indices:data/write/bulk',
      handle,
    })),
  )
}
