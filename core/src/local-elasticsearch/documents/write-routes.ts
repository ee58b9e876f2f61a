import { illegalArgument, parseFailure } from '../http/common-errors.ts'
import { flagParameter, longParameter, refreshParameter } from '../http/query-parameters.ts'
import type { Request, Response, Route } from '../http/route.ts'
import type { WriterParts } from './create-writer.ts'
import { createWriter } from './create-writer.ts'
import { sourceFilter, sourceParameters } from './filter-source.ts'
import type { WriteAction, WriteOutcome } from './write-action.ts'
import { showOutcome } from './write-action.ts'
import { conditionParameters, readCondition } from './write-condition.ts'

const common = ['refresh', 'timeout', 'wait_for_active_shards']
const writeParameters = [...common, ...conditionParameters, 'op_type', 'pipeline', 'require_alias']
const updateParameters = [
  ...common,
  ...sourceParameters,
  'if_seq_no',
  'if_primary_term',
  'retry_on_conflict',
  'require_alias',
]

const answer = (request: Request, outcome: WriteOutcome): Response => {
  const body = `{${showOutcome(outcome, refreshParameter(request.query))}}`
  if (outcome.status !== 201) return { status: outcome.status, body }
  const location = `/${encodeURIComponent(outcome.index)}/_doc/${encodeURIComponent(outcome.id)}`
  return { status: 201, body, headers: { Location: location } }
}

const readOpType = (request: Request): boolean => {
  const opType = request.query['op_type']
  if (opType === undefined) return false
  if (opType !== 'create' && opType !== 'index') {
    throw illegalArgument(`opType must be 'create' or 'index', found: [${opType}]`)
  }
  return opType === 'create'
}

/** The calls that write one document: index, create, update, delete. */
export const createWriteRoutes = (parts: WriterParts): Route[] => {
  const write = (
    request: Request,
    action: Omit<WriteAction, 'target' | 'id' | 'requireAlias' | 'alone'>,
  ): Response => {
    refreshParameter(request.query)
    const outcome = createWriter(
      parts,
      request.principal,
    )({
      ...action,
      target: request.params['target'] ?? '',
      id: request.params['id'],
      requireAlias: flagParameter(request.query, 'require_alias'),
      alone: true,
    })
    return answer(request, outcome)
  }

  const index = async (request: Request, mustCreate: boolean): Promise<Response> => {
    const text = await request.text()
    if (text === '') throw parseFailure('request body is required')
    const condition = readCondition(request.query, mustCreate)
    const pipeline = request.query['pipeline']
    return write(request, {
      kind: mustCreate ? 'create' : 'index',
      text,
      condition,
      pipeline,
      returned: undefined,
    })
  }

  const update = async (request: Request): Promise<Response> => {
    longParameter(request.query, 'retry_on_conflict')
    return write(request, {
      kind: 'update',
      text: await request.text(),
      condition: readCondition(request.query),
      pipeline: undefined,
      returned: sourceFilter(request.query),
    })
  }

  const remove = (request: Request): Response =>
    write(request, {
      kind: 'delete',
      text: '',
      condition: readCondition(request.query),
      pipeline: undefined,
      returned: undefined,
    })

  // `{target}`, not `{index}`: the writer asks for the rights as Elasticsearch does, step by step.
  const action = 'indices:data/write/bulk'
  return [
    ...(['PUT', 'POST'] as const).flatMap((method): Route[] => [
      {
        method,
        path: '/{target}/_doc/{id}',
        query: writeParameters,
        action,
        handle: (request) => index(request, readOpType(request)),
      },
      {
        method,
        path: '/{target}/_create/{id}',
        query: writeParameters,
        action,
        handle: (request) => index(request, true),
      },
    ]),
    {
      method: 'POST',
      path: '/{target}/_doc',
      query: writeParameters,
      action,
      // An automatic id is new, so that this is always a create.
      handle: (request) => index(request, request.query['op_type'] === undefined || readOpType(request)),
    },
    {
      method: 'POST',
      path: '/{target}/_update/{id}',
      query: updateParameters,
      action,
      handle: update,
    },
    {
      method: 'DELETE',
      path: '/{target}/_doc/{id}',
      query: [...common, ...conditionParameters],
      action,
      handle: remove,
    },
  ]
}
