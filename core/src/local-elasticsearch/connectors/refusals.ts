import { ElasticsearchException } from '../http/elasticsearch-exception.ts'

/** 404 for a document that the handler looked for itself. */
export const notFound = (reason: string): ElasticsearchException =>
  new ElasticsearchException(404, 'resource_not_found_exception', reason)

export const connectorNotFound = (id: string): ElasticsearchException =>
  notFound(`connector [${id}] not found`)

/** 404 of Elasticsearch's own update API, for the endpoints that go straight to it. */
export const documentMissing = (index: string, id: string): ElasticsearchException =>
  new ElasticsearchException(404, 'document_missing_exception', `[${id}]: document missing`, {
    index_uuid: '_na_',
    shard: '0',
    index,
  })

/** 400 for a rule of the Connector Protocol. */
export const ruleBroken = (reason: string): ElasticsearchException =>
  new ElasticsearchException(400, 'status_exception', reason)

/** 400 for a change of status that the Connector Protocol doesn't know. */
export const invalidTransition = (type: string, reason: string): ElasticsearchException =>
  new ElasticsearchException(400, 'status_exception', reason, { caused_by: { type, reason } })

/** Where the genuine server trips over a null of its own making. */
export const nullPointer = (): ElasticsearchException =>
  new (class extends ElasticsearchException {
    override toBody(): unknown {
      const error = { type: this.type, reason: null }
      return { error: { root_cause: [error], ...error }, status: this.status }
    }
  })(500, 'null_pointer_exception', '')
