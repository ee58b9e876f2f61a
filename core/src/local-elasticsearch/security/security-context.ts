import type { IncomingHttpHeaders } from 'node:http'
import type { Principal } from './principal.ts'
import type { SecurityAuthorizer } from './create-authorizer.ts'
import type { Passwords } from './password-hash.ts'
import type { PrincipalGrants } from './grants-of-principal.ts'
import type { Privileges } from './privileges/privileges.ts'
import type { SecurityStore } from './security-store.ts'

/** What the security endpoints stand on. */
export interface SecurityContext {
  store: SecurityStore
  grants: PrincipalGrants
  authorizer: SecurityAuthorizer
  privileges: Privileges
  passwords: Passwords
  /** Who these headers are, as for any request. */
  authenticate(headers: IncomingHttpHeaders, path: string): Promise<Principal>
  now: () => Date
}
