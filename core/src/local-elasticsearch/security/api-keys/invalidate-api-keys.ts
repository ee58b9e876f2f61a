import type { Route } from '../../http/route.ts'
import { BuildFailure, buildingParser, optional } from '../../xcontent/object-parser.ts'
import { validate } from '../../xcontent/validate.ts'
import { boolean, listOf, string } from '../../xcontent/values.ts'
import type { SecurityContext } from '../security-context.ts'
import { isAboutOwnKeys } from './key-owner.ts'
import { selectKeys } from './select-keys.ts'

const action = 'cluster:admin/xpack/security/api_key/invalidate'

const parser = buildingParser({
  name: 'invalidate_api_key',
  strict: true,
  fields: {
    realm_name: optional(string),
    username: optional(string),
    ids: optional(listOf(string)),
    name: optional(string),
    owner: optional(boolean),
  },
  build: (fields) => {
    if (fields.ids?.length !== 0) return fields
    throw new BuildFailure({
      type: 'action_request_validation_exception',
      reason: 'Validation Failed: 1: Field [ids] cannot be an empty array;',
    })
  },
})

type Selection = ReturnType<(typeof parser)['parse']>

const check = ({ realm_name: realm, username, ids, name, owner }: Selection): void => {
  const named = username ?? realm
  const which = ids ?? name
  validate(
    owner !== true &&
      named === undefined &&
      which === undefined &&
      'One of [api key id(s), api key name, username, realm name] must be specified if [owner] flag is false',
    which !== undefined &&
      named !== undefined &&
      'username or realm name must not be specified when the api key id(s) or api key name are specified',
    owner === true &&
      named !== undefined &&
      'neither username nor realm-name may be specified when invalidating owned API keys',
    ids !== undefined && name !== undefined && 'only one of [api key id(s), api key name] can be specified',
  )
}

/** `DELETE /_security/api_key`: the keys are refused from the next request on; those invalidated before are not told. */
export const invalidateApiKeys = ({ store, authorizer, now }: SecurityContext): Route => ({
  method: 'DELETE',
  path: '/_security/api_key',
  action,
  handle: async (request) => {
    const { principal } = request
    const selection = parser.parse(await request.text())
    check(selection)
    const owner = selection.owner === true
    authorizer.requireCluster(principal, action, isAboutOwnKeys(principal, { ...selection, owner }))
    const keys = selectKeys(store, {
      ids: selection.ids,
      name: selection.name,
      username: selection.username,
      realmName: selection.realm_name,
      owner: owner ? principal : undefined,
    }).filter((key) => key.invalidation === null)
    for (const key of keys) store.putKey({ ...key, invalidation: now().getTime() })
    return {
      status: 200,
      body: {
        invalidated_api_keys: keys.map((key) => key.id),
        previously_invalidated_api_keys: [],
        error_count: 0,
      },
    }
  },
})
