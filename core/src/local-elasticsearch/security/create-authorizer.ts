import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { PrincipalGrants } from './grants-of-principal.ts'
import type { Authorizer, Principal } from './principal.ts'
import { isClusterAction } from './privileges/cluster-privileges.ts'
import type { Privileges } from './privileges/privileges.ts'

const security = 'cluster:admin/xpack/security/'

/**
 * Actions that everybody may do to themselves: their handlers look at whom the request is about, and ask `authorizeKeys`
 * or `requireCluster` for the rest.
 */
const decidedByHandler = new Set(
  [
    'user/authenticate',
    'user/change_password',
    'user/has_privileges',
    'user/list_privileges',
    'api_key/create',
    'api_key/get',
    'api_key/invalidate',
    'api_key/update',
    'api_key/query',
    'api_key/bulk_update',
  ].map((name) => security + name),
)

export interface SecurityAuthorizer extends Authorizer {
  /** For a cluster action that its handler decides about. `ownKeys`: it is about nothing but the caller's own keys. */
  requireCluster(principal: Principal, action: string, ownKeys?: boolean): void
}

interface Refused {
  principal: Principal
  action: string
  indices: readonly string[]
  ownKeys: boolean
}

export interface AuthorizerDeps {
  grants: PrincipalGrants
  privileges: Privileges
}

const isExpression = (name: string): boolean => name.includes('*') || name === '_all' || name === ''

export const createAuthorizer = ({ grants, privileges }: AuthorizerDeps): SecurityAuthorizer => {
  const mayDo = (principal: Principal, action: string, index?: string): boolean => {
    if (principal.authenticatedAs?.allowed === false) return false
    const held = grants.of(principal)
    if (isClusterAction(action)) return decidedByHandler.has(action) || held.cluster(action, false)
    return index === undefined || isExpression(index) ? held.anyIndex(action) : held.index(action, index)
  }

  const subject = (principal: Principal): string => {
    const by = principal.authenticatedAs
    const self =
      by === undefined ? loginOf(principal) : `${loginOf(byLogin(by))} run as [${principal.username}]`
    return principal.apiKey === undefined
      ? `${self} with effective roles ${effective(principal.roles)}`
      : self
  }

  const effective = (names: readonly string[]): string => {
    const existing = Object.keys(grants.existing(names)).toSorted()
    const missing = names.filter((name) => !existing.includes(name)).toSorted()
    const lost = missing.length === 0 ? '' : ` (assigned roles [${missing.join(',')}] were not found)`
    return `[${existing.join(',')}]${lost}`
  }

  const refused = ({ principal, action, indices, ownKeys }: Refused): ElasticsearchException => {
    const by = principal.authenticatedAs
    if (by?.allowed === false) {
      const login = loginOf(byLogin(by))
      const roles = by.apiKeyId === undefined ? ` with effective roles ${effective(by.roles ?? [])}` : ''
      return forbidden(
        `action [${action}] is unauthorized for ${login}${roles}, ` +
          `because ${login} is unauthorized to run as [${principal.username}]`,
      )
    }
    const [kind, names] = isClusterAction(action)
      ? ['cluster', privileges.cluster.granting(action, ownKeys)]
      : ['index', privileges.index.granting(action)]
    const forbiddenOnes = indices.filter((index) => !mayDo(principal, action, index))
    const named = (forbiddenOnes.length === 0 ? indices : forbiddenOnes).filter(
      (index) => !isExpression(index),
    )
    const word = named.every(privileges.restricted.has) ? 'restricted indices' : 'indices'
    return forbidden(
      `action [${action}] is unauthorized for ${subject(principal)}` +
        (named.length === 0 ? '' : ` on ${word} [${named.join(',')}]`) +
        (names.length === 0 ? '' : `, this action is granted by the ${kind} privileges [${names.join(',')}]`),
    )
  }

  const refusal: Authorizer['refusal'] = (principal, action, indices = []) =>
    refused({ principal, action, indices, ownKeys: false })

  const authorize: Authorizer['authorize'] = (principal, action, indices) => {
    const granted =
      indices === undefined || indices.length === 0
        ? mayDo(principal, action)
        : indices.every((index) => mayDo(principal, action, index))
    if (!granted) throw refusal(principal, action, indices)
  }

  return {
    authorize,
    may: mayDo,
    access: (principal, action, names) => grants.of(principal).access(action, names),
    refusal,
    requireCluster: (principal, action, ownKeys = false) => {
      authorize(principal, action)
      if (grants.of(principal).cluster(action, ownKeys)) return
      throw refused({ principal, action, indices: [], ownKeys })
    },
  }
}

const byLogin = (by: NonNullable<Principal['authenticatedAs']>) => ({
  username: by.username,
  ...(by.apiKeyId === undefined ? {} : { apiKey: { id: by.apiKeyId } }),
})

const loginOf = ({ username, apiKey }: { username: string; apiKey?: { id: string } | undefined }): string =>
  apiKey === undefined ? `user [${username}]` : `API key id [${apiKey.id}] of user [${username}]`

const forbidden = (reason: string): ElasticsearchException =>
  new ElasticsearchException(403, 'security_exception', reason)
