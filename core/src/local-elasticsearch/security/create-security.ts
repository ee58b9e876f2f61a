import { randomInt } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { DatabaseSync } from 'node:sqlite'
import type { Route } from '../http/route.ts'
import { createApiKey } from './api-keys/create-api-key.ts'
import { bulkUpdateApiKeys } from './api-keys/bulk-update-api-keys.ts'
import { grantApiKey } from './api-keys/grant-api-key.ts'
import { queryApiKeys } from './api-keys/query-api-keys.ts'
import { getApiKeys } from './api-keys/get-api-keys.ts'
import { invalidateApiKeys } from './api-keys/invalidate-api-keys.ts'
import { updateApiKey } from './api-keys/update-api-key.ts'
import { createAuthenticate } from './create-authenticate.ts'
import { createAuthorizer } from './create-authorizer.ts'
import { createPrincipalGrants } from './grants-of-principal.ts'
import { builtinPrivileges, license } from './other-routes.ts'
import { createPasswords, hashPasswordSync } from './password-hash.ts'
import type { Authorizer, Principal } from './principal.ts'
import { privilegesOf } from './privileges/privileges.ts'
import { deleteRole } from './roles/delete-role.ts'
import { getRoles, listRoles } from './roles/get-roles.ts'
import { putRole } from './roles/put-role.ts'
import type { SecurityContext } from './security-context.ts'
import type { SecurityStore } from './security-store.ts'
import { createSecurityStore } from './security-store.ts'
import { authenticateRoute } from './users/authenticate-route.ts'
import { changePassword } from './users/change-password.ts'
import { deleteUser } from './users/delete-user.ts'
import { enableUser } from './users/enable-user.ts'
import { getUsers, listUsers } from './users/get-users.ts'
import { hasPrivileges } from './users/has-privileges.ts'
import { putUser } from './users/put-user.ts'
import { userPrivileges } from './users/user-privileges.ts'

export interface SecurityOptions {
  /** The database of the whole server; security makes its own tables in it. */
  db: DatabaseSync
  /** The version that the server says it has; privilege names depend on it. */
  version: string
  /** The password of `elastic`. When none is given and the database has none yet, one is made. */
  password?: string | undefined
  now?: (() => Date) | undefined
}

export interface Security {
  /** `_security/*` and `_license`. */
  routes: Route[]
  /**
   * Who sent these headers. `path` is the request's path with its query string, for the text of refusals.
   * Throws the genuine 401 with `WWW-Authenticate`. A refused run-as shows in `authorize`, as it does in Elasticsearch.
   */
  authenticate(headers: IncomingHttpHeaders, path: string): Promise<Principal>
  authorizer: Authorizer
  /** The password of `elastic`, when this call made it: shown once by the CLI, kept nowhere. */
  generatedPassword: string | undefined
  /** Reads everything anew: to be called when a transaction of the database was rolled back. */
  forget(): void
}

const writes = ['PUT', 'POST'] as const

const endpoints: readonly ((context: SecurityContext) => Route)[] = [
  authenticateRoute,
  listUsers,
  getUsers,
  deleteUser,
  userPrivileges,
  listRoles,
  getRoles,
  deleteRole,
  getApiKeys,
  invalidateApiKeys,
  updateApiKey,
  bulkUpdateApiKeys,
  grantApiKey,
  builtinPrivileges,
  license,
  ...writes.flatMap((method) => [
    putUser(method),
    enableUser(method, '_enable'),
    enableUser(method, '_disable'),
    changePassword(method, '/_security/user/_password'),
    changePassword(method, '/_security/user/{username}/_password'),
    putRole(method),
    createApiKey(method),
  ]),
  ...(['GET', 'POST'] as const).flatMap((method) => [
    queryApiKeys(method),
    hasPrivileges(method, '/_security/user/_has_privileges'),
    hasPrivileges(method, '/_security/user/{username}/_has_privileges'),
  ]),
]

const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

const newPassword = (): string =>
  Array.from({ length: 20 }, () => letters[randomInt(letters.length)]).join('')

/** Gives `elastic` the password that was asked for, or makes one when there is none yet; returns one that was made. */
const prepareElastic = (store: SecurityStore, password: string | undefined): string | undefined => {
  const made = password === undefined && store.user('elastic') === undefined ? newPassword() : undefined
  const chosen = password ?? made
  if (chosen === undefined) return undefined
  store.putUser({
    name: 'elastic',
    password: hashPasswordSync(chosen),
    roles: ['superuser'],
    full_name: null,
    email: null,
    metadata: { _reserved: true },
    enabled: true,
    reserved: true,
  })
  return made
}

/** Users, roles, API keys and who may do what, as Elasticsearch has it. */
export const createSecurity = ({
  db,
  version,
  password,
  now = () => new Date(),
}: SecurityOptions): Security => {
  const store = createSecurityStore(db)
  const privileges = privilegesOf(version)
  const grants = createPrincipalGrants(store, privileges)
  const authorizer = createAuthorizer({ grants, privileges })
  const passwords = createPasswords()
  const authenticate = createAuthenticate({ store, grants, passwords, now })
  const context: SecurityContext = {
    store,
    grants,
    authorizer,
    privileges,
    passwords,
    authenticate,
    now,
  }
  const generatedPassword = prepareElastic(store, password)
  return {
    routes: endpoints.map((endpoint) => endpoint(context)),
    authenticate,
    authorizer,
    generatedPassword,
    forget: () => store.forget(),
  }
}
