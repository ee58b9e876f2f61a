import type { IncomingHttpHeaders } from 'node:http'
import { authenticationException, badCredentials } from './authentication-exception.ts'
import type { PrincipalGrants } from './grants-of-principal.ts'
import { keyFits } from './key-hash.ts'
import type { Passwords } from './password-hash.ts'
import type { Principal } from './principal.ts'
import type { SecurityStore, StoredKey, StoredUser } from './security-store.ts'

const realms = {
  reserved: { name: 'reserved', type: 'reserved' },
  native: { name: 'default_native', type: 'native' },
  apiKey: { name: '_es_api_key', type: '_es_api_key' },
}

const realmOf = (user: StoredUser): Principal['realm'] => (user.reserved ? realms.reserved : realms.native)

const userPrincipal = (user: StoredUser): Principal => ({
  username: user.name,
  roles: user.roles,
  realm: realmOf(user),
  authenticationType: 'realm',
  fullName: user.full_name,
  email: user.email,
  metadata: user.metadata,
})

const keyPrincipal = (key: StoredKey): Principal => ({
  username: key.username,
  roles: [],
  realm: realms.apiKey,
  authenticationType: 'api_key',
  apiKey: {
    id: key.id,
    name: key.name,
    metadata: key.metadata,
    makerRealm: { name: key.realm, type: key.realm_type },
  },
  fullName: key.owner.full_name,
  email: key.owner.email,
  metadata: key.owner.metadata,
})

export interface AuthenticateDeps {
  store: SecurityStore
  grants: PrincipalGrants
  passwords: Passwords
  now: () => Date
}

/** Tells who sends a request by its headers, or throws the genuine 401. */
export const createAuthenticate = ({ store, grants, passwords, now }: AuthenticateDeps) => {
  const byPassword = async (encoded: string, path: string): Promise<Principal> => {
    const decoded = Buffer.from(encoded, 'base64').toString()
    const colon = decoded.indexOf(':')
    if (colon < 0) throw authenticationException('invalid basic authentication header value')
    const name = decoded.slice(0, colon)
    const user = store.user(name)
    if (user?.enabled && (await passwords.fits(decoded.slice(colon + 1), user.password)))
      return userPrincipal(user)
    throw unableToAuthenticate(name, path)
  }

  const byKey = (encoded: string): Principal => {
    const foreign = /[^A-Za-z0-9+/=]/.exec(encoded)?.[0]
    if (foreign)
      throw badCredentials(`API key: Illegal base64 character ${foreign.charCodeAt(0).toString(16)}`)
    const [id, secret] = Buffer.from(encoded, 'base64').toString().split(':')
    if (id === undefined || secret === undefined) throw badCredentials('API key: invalid ApiKey value')
    const key = store.key(id)
    if (key === undefined) throw badCredentials(`API key: unable to find apikey with id ${id}`)
    if (key.invalidation !== null) throw badCredentials(`API key: api key [${id}] has been invalidated`)
    if (!keyFits(secret, key.hash)) throw badCredentials(`API key: invalid credentials for API key [${id}]`)
    if (key.expiration !== null && key.expiration <= now().getTime()) {
      throw badCredentials('API key: api key is expired')
    }
    return keyPrincipal(key)
  }

  const byHeader = async (header: string | undefined, path: string): Promise<Principal> => {
    const [, scheme = '', credentials = ''] = /^(\S+)\s+(.*)$/.exec(header?.trim() ?? '') ?? []
    switch (scheme.toLowerCase()) {
      case 'basic':
        return byPassword(credentials, path)
      case 'apikey':
        return byKey(credentials)
      case 'bearer':
        throw badCredentials('oauth2 token: invalid token')
      default:
        throw authenticationException(`missing authentication credentials for REST request [${path}]`)
    }
  }

  /** The principal of the other user, with a note whether the one who logged in may be him. */
  const asOther = (self: Principal, name: string, path: string): Principal => {
    const other = store.user(name)
    const allowed = other !== undefined && grants.of(self).runAs(name)
    if (allowed && !other.enabled) throw unableToAuthenticate(self.username, path)
    const { username, realm, roles, apiKey, authenticationType } = self
    return {
      ...(other === undefined
        ? { ...self, apiKey: undefined, username: name, roles: [] }
        : userPrincipal(other)),
      authenticationType,
      authenticatedAs: {
        username,
        realm,
        roles,
        allowed,
        ...(apiKey === undefined ? {} : { apiKeyId: apiKey.id }),
      },
    }
  }

  /** `path` is the request's path with its query string. A refused run-as shows when the first action is authorised. */
  return async (headers: IncomingHttpHeaders, path: string): Promise<Principal> => {
    const self = await byHeader(headers.authorization, path)
    const runAs = headers['es-security-runas-user']
    return typeof runAs === 'string' && runAs !== '' ? asOther(self, runAs, path) : self
  }
}

const unableToAuthenticate = (name: string, path: string): Error =>
  authenticationException(`unable to authenticate user [${name}] for REST request [${path}]`)
