import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { illegalArgument } from '../http/common-errors.ts'
import { isObject } from '../xcontent/is-object.ts'
import type { Store } from '../store/create-store.ts'

const supported = new Set(['is_write_index', 'is_hidden'])

const invalid = (alias: string, complaint: string): ElasticsearchException =>
  new ElasticsearchException(
    400,
    'invalid_alias_name_exception',
    `Invalid alias name [${alias}]: ${complaint}`,
    {
      index_uuid: '_na_',
      index: alias,
    },
  )

/** The options of one alias of the index, checked. Throws 400; filters and routing are refused by name. */
export const readAlias = (
  store: Store,
  index: string,
  alias: string,
  options: unknown,
): Record<string, unknown> => {
  if (
    alias === '' ||
    /[ "*,/<>?\\|#:]/.test(alias) ||
    /^[_+-]/.test(alias) ||
    alias !== alias.toLowerCase()
  ) {
    throw invalid(alias, 'an alias follows the rules of index names')
  }
  if (alias === index || store.index(alias) !== undefined) {
    throw invalid(alias, 'an index or data stream exists with the same name as the alias')
  }
  if (options === null || options === undefined) return {}
  if (!isObject(options)) throw illegalArgument(`the options of alias [${alias}] must be an object`)
  const unknown = Object.keys(options).find((key) => !supported.has(key))
  if (unknown !== undefined) {
    throw illegalArgument(
      `alias option [${unknown}] of alias [${alias}] is not supported by this local Elasticsearch`,
    )
  }
  return { ...options }
}
