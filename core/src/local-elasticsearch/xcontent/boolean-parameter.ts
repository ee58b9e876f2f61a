import { ElasticsearchException } from '../http/elasticsearch-exception.ts'

/** A flag in the query string: true for a bare `?name`, false when it is absent. Throws 400 for other words. */
export const booleanParameter = (query: Readonly<Record<string, string>>, name: string): boolean => {
  const text = query[name]
  if (text === undefined || text === 'false') return false
  if (text === 'true' || text === '') return true
  throw new ElasticsearchException(
    400,
    'illegal_argument_exception',
    `Failed to parse value [${text}] as only [true] or [false] are allowed.`,
  )
}
