import type { Route } from '../../http/route.ts'
import type { SecurityContext } from '../security-context.ts'

const keyRealm = { name: '_es_api_key', type: '_es_api_key' }

/** `GET /_security/_authenticate`: who one is. */
export const authenticateRoute = (_context: SecurityContext): Route => ({
  method: 'GET',
  path: '/_security/_authenticate',
  action: 'cluster:admin/xpack/security/user/authenticate',
  handle: ({ principal }) => ({
    status: 200,
    body: {
      username: principal.username,
      roles: principal.roles,
      full_name: principal.fullName,
      email: principal.email,
      metadata: principal.metadata,
      enabled: true,
      authentication_realm: principal.apiKey
        ? keyRealm
        : (principal.authenticatedAs?.realm ?? principal.realm),
      lookup_realm: principal.realm,
      authentication_type: principal.authenticationType,
      ...(principal.apiKey ? { api_key: { id: principal.apiKey.id, name: principal.apiKey.name } } : {}),
    },
  }),
})
