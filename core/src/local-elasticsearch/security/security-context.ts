import type { SecurityAuthorizer } from './create-authorizer.ts'
import type { PrincipalGrants } from './grants-of-principal.ts'
import type { Privileges } from './privileges/privileges.ts'
import type { SecurityStore } from './security-store.ts'

/** What the security endpoints stand on. */
export interface SecurityContext {
  store: SecurityStore
  grants: PrincipalGrants
  authorizer: SecurityAuthorizer
  privileges: Privileges
  now: () => Date
}
