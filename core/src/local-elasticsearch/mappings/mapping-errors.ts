import { ElasticsearchException } from '../http/elasticsearch-exception.ts'

export const illegalArgument = (reason: string): ElasticsearchException =>
  new ElasticsearchException(400, 'illegal_argument_exception', reason)

/** What is no mapping at all, wrapped as Elasticsearch does on `PUT _mapping` and on creating an index. */
export const mapperParsing = (reason: string): ElasticsearchException =>
  new ElasticsearchException(400, 'mapper_parsing_exception', `Failed to parse mapping: ${reason}`, {
    caused_by: { type: 'mapper_parsing_exception', reason },
  })
