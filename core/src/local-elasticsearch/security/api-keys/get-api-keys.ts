import type { Route } from '../../http/route.ts'
import { booleanParameter } from '../../xcontent/boolean-parameter.ts'
import { validate } from '../../xcontent/validate.ts'
import type { SecurityContext } from '../security-context.ts'
import type { StoredKey } from '../security-store.ts'
import { isAboutOwnKeys } from './key-owner.ts'
import { selectKeys } from './select-keys.ts'

const action = 'cluster:admin/xpack/security/api_key/get'

/** A key as the APIs show it. */
export const showKey = (key: StoredKey, withLimits: boolean) => ({
  id: key.id,
  name: key.name,
  type: 'rest',
  creation: key.creation,
  ...(key.expiration === null ? {} : { expiration: key.expiration }),
  invalidated: key.invalidation !== null,
  ...(key.invalidation === null ? {} : { invalidation: key.invalidation }),
  username: key.username,
  realm: key.realm,
  realm_type: key.realm_type,
  metadata: key.metadata,
  role_descriptors: key.role_descriptors,
  ...(withLimits ? { limited_by: [key.limited_by] } : {}),
})

type Query = Readonly<Record<string, string>>

const given = (query: Query, name: string): string | undefined => query[name] || undefined

const checkQuery = (query: Query, owner: boolean): void => {
  const [id, name] = [given(query, 'id'), given(query, 'name')]
  const named = given(query, 'username') ?? given(query, 'realm_name')
  validate(
    (id ?? name) !== undefined &&
      named !== undefined &&
      'username or realm name must not be specified when the api key id or api key name is specified',
    owner &&
      named !== undefined &&
      'neither username nor realm-name may be specified when retrieving owned API keys',
    id !== undefined && name !== undefined && 'only one of [api key id, api key name] can be specified',
  )
}

/** `GET /_security/api_key`: keys without their secrets; 404 when an id was asked for that there is not. */
export const getApiKeys = ({ store, authorizer, now }: SecurityContext): Route => ({
  method: 'GET',
  path: '/_security/api_key',
  query: [
    'id',
    'name',
    'owner',
    'username',
    'realm_name',
    'active_only',
    'with_limited_by',
    'with_profile_uid',
  ],
  action,
  handle: ({ principal, query }) => {
    const owner = booleanParameter(query, 'owner')
    const withLimits = booleanParameter(query, 'with_limited_by')
    checkQuery(query, owner)
    const id = given(query, 'id')
    const ids = id === undefined ? undefined : [id]
    const [username, realmName] = [given(query, 'username'), given(query, 'realm_name')]
    const own = isAboutOwnKeys(principal, { owner, ids, username, realm_name: realmName })
    // A key may always see itself, but not what limits it.
    if (principal.apiKey === undefined || !own || withLimits) {
      authorizer.requireCluster(principal, action, own && !(principal.apiKey && withLimits))
    }
    const keys = selectKeys(store, {
      ids,
      name: given(query, 'name'),
      username,
      realmName,
      owner: owner ? principal : undefined,
    })
    const isActive = (key: StoredKey) =>
      key.invalidation === null && (key.expiration === null || key.expiration > now().getTime())
    const found = booleanParameter(query, 'active_only') ? keys.filter(isActive) : keys
    return {
      status: id !== undefined && found.length === 0 ? 404 : 200,
      body: { api_keys: found.map((key) => showKey(key, withLimits)) },
    }
  },
})
