import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { JsonNode } from './json-node.ts'
import { parseJson } from './parse-json.ts'

/** The body of a request that needs one. Throws the genuine 400 for an empty one. */
export const parseBody = (text: string, absent = 'request body is required'): JsonNode => {
  if (text.trim() === '') throw new ElasticsearchException(400, 'parse_exception', absent)
  return parseJson(text)
}
