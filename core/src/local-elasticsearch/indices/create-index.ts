import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { illegalArgument, invalidIndexName, parseFailure } from '../http/common-errors.ts'
import { isObject } from '../xcontent/is-object.ts'
import { mergeMappings } from '../mappings/merge-mappings.ts'
import type { Store } from '../store/create-store.ts'
import type { IndexRecord } from '../store/store.ts'
import { checkIndexName } from './check-index-name.ts'
import { changeSettings, parseSettings } from './index-settings.ts'
import { readAlias } from './read-alias.ts'

/** Makes an index as the body of `PUT /{index}` says. Throws 400 where Elasticsearch does. */
export const createIndex = (store: Store, name: string, body: unknown = {}): IndexRecord => {
  checkIndexName(name)
  const existing = store.index(name)
  if (existing !== undefined) {
    const reason = `index [${name}/${existing.uuid}] already exists`
    const fields = { index_uuid: existing.uuid, index: name }
    throw new ElasticsearchException(400, 'resource_already_exists_exception', reason, fields)
  }
  if (store.behindAlias(name).length > 0) throw invalidIndexName(name, 'already exists as alias')
  const parts = isObject(body) ? body : {}
  for (const key of Object.keys(parts)) {
    if (!['settings', 'mappings', 'aliases'].includes(key)) {
      throw parseFailure(`unknown key [${key}] for create index`)
    }
  }
  const settings = changeSettings({}, parseSettings(parts['settings']))
  const mappings = parts['mappings'] === undefined ? {} : mergeMappings({}, parts['mappings'], settings)
  const given = parts['aliases'] ?? {}
  if (!isObject(given)) throw illegalArgument('[aliases] must be an object')
  const aliases = Object.fromEntries(
    Object.entries(given).map(([alias, options]) => [alias, readAlias(store, name, alias, options)]),
  )
  return store.createIndex({ name, settings, mappings, aliases })
}
