import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { illegalArgument, parseFailure } from '../http/common-errors.ts'
import { flagParameter } from '../http/query-parameters.ts'
import type { Request, Response, Route } from '../http/route.ts'
import { isObject } from '../xcontent/is-object.ts'
import { readJson } from '../xcontent/read-json.ts'
import type { Pipelines } from './pipelines.ts'

const missing = (name: string): ElasticsearchException =>
  new ElasticsearchException(400, 'parse_exception', `[${name}] required property is missing`, {
    property_name: name,
  })

interface Given {
  head: Record<string, unknown>
  source: Record<string, unknown>
}

const readDocuments = (body: Record<string, unknown>): Given[] => {
  const { docs } = body
  if (!Array.isArray(docs)) throw missing('docs')
  if (docs.length === 0) throw illegalArgument('must specify at least one document in [docs]')
  return docs.map((given: unknown) => {
    const { _source: source, _index: index = '_index', _id: id = '_id' } = isObject(given) ? given : {}
    if (!isObject(source)) throw missing('_source')
    return { head: { _index: index, _version: '-3', _id: id }, source }
  })
}

/** `_ingest/pipeline/_simulate`: what a pipeline would make of documents. Nothing is written. */
export const simulateRoutes = (pipelines: Pipelines): Route[] => {
  const handle = async (request: Request): Promise<Response> => {
    if (flagParameter(request.query, 'verbose'))
      throw illegalArgument('[verbose] is not known to local Elasticsearch')
    const text = await request.text()
    if (text === '') throw parseFailure('request body or source parameter is required')
    const read = readJson(text)
    const body = isObject(read) ? read : {}
    const { id } = request.params
    if (id === undefined && !isObject(body['pipeline'])) throw missing('pipeline')
    const simulate = pipelines.simulate(id === undefined ? { body: body['pipeline'] } : { id })
    const docs = readDocuments(body).map(({ head, source }) => {
      try {
        const document = simulate(source, request.principal)
        if (document.dropped) return null
        const { timestamp } = document.ingest
        return { doc: { ...head, _source: document.source, _ingest: { timestamp } } }
      } catch (error) {
        if (!(error instanceof ElasticsearchException)) throw error
        const failed = error.toBody()
        return { error: isObject(failed) ? failed['error'] : undefined }
      }
    })
    return { status: 200, body: { docs } }
  }
  return (['GET', 'POST'] as const).flatMap((method) =>
    ['/_ingest/pipeline/_simulate', '/_ingest/pipeline/{id}/_simulate'].map((path): Route => ({
      method,
      path,
      query: ['verbose'],
      action: 'cluster:admin/ingest/pipeline/simulate',
      handle,
    })),
  )
}
