import { ElasticsearchException } from '../http/elasticsearch-exception.ts'

export const indexNotFound = (name: string): ElasticsearchException =>
  new ElasticsearchException(404, 'index_not_found_exception', `no such index [${name}]`, {
    'resource.type': 'index_or_alias',
    'resource.id': name,
    index_uuid: '_na_',
    index: name,
  })

export const invalidIndexName = (name: string, complaint: string): ElasticsearchException =>
  new ElasticsearchException(
    400,
    'invalid_index_name_exception',
    `Invalid index name [${name}], ${complaint}`,
    {
      index_uuid: '_na_',
      index: name,
    },
  )

export const illegalArgument = (
  reason: string,
  cause?: { type: string; reason: string },
): ElasticsearchException =>
  new ElasticsearchException(
    400,
    'illegal_argument_exception',
    reason,
    cause === undefined ? {} : { caused_by: cause },
  )

/** `Validation Failed: 1: first;2: second;` */
export const validationFailed = (...complaints: readonly string[]): ElasticsearchException =>
  new ElasticsearchException(
    400,
    'action_request_validation_exception',
    `Validation Failed: ${complaints.map((complaint, at) => `${at + 1}: ${complaint};`).join('')}`,
  )

export const parseFailure = (reason: string): ElasticsearchException =>
  new ElasticsearchException(400, 'parse_exception', reason)
