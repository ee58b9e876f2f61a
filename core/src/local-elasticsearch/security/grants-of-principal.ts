import type { Grants } from './privileges/grants.ts'
import { grantsOf } from './privileges/grants.ts'
import type { Privileges } from './privileges/privileges.ts'
import type { Principal } from './principal.ts'
import { reservedRoles } from './reserved-roles.ts'
import type { RoleDescriptor, RoleDescriptors } from './role-descriptor.ts'
import type { SecurityStore, StoredKey } from './security-store.ts'

export interface PrincipalGrants {
  of(principal: Principal): Grants
  ofRoles(names: readonly string[]): Grants
  ofKey(key: StoredKey): Grants
  /** The roles among these names that there are. */
  existing(names: readonly string[]): RoleDescriptors
}

/** Compiled grants, kept until a role changes; a changed key is another row, so its old grants are never met again. */
export const createPrincipalGrants = (store: SecurityStore, privileges: Privileges): PrincipalGrants => {
  let version = -1
  let byRoles = new Map<string, Grants>()
  let byPrincipal = new WeakMap<Principal, Grants>()
  const byKey = new WeakMap<StoredKey, Grants>()

  const refresh = (): void => {
    if (version === store.rolesVersion()) return
    version = store.rolesVersion()
    byRoles = new Map()
    byPrincipal = new WeakMap()
  }
  const role = (name: string): RoleDescriptor | undefined => reservedRoles.get(name) ?? store.role(name)
  const existing = (names: readonly string[]): RoleDescriptors =>
    Object.fromEntries(
      names.flatMap((name) => {
        const descriptor = role(name)
        return descriptor === undefined ? [] : [[name, descriptor]]
      }),
    )
  const ofRoles = (names: readonly string[]): Grants => {
    refresh()
    const key = JSON.stringify(names)
    const found = byRoles.get(key) ?? grantsOf(privileges, Object.values(existing(names)))
    byRoles.set(key, found)
    return found
  }
  const ofKey = (key: StoredKey): Grants => {
    const limits = Object.values(key.limited_by)
    const descriptors = Object.values(key.role_descriptors)
    const found =
      byKey.get(key) ??
      (descriptors.length === 0 ? grantsOf(privileges, limits) : grantsOf(privileges, descriptors, limits))
    byKey.set(key, found)
    return found
  }
  const compile = (principal: Principal): Grants => {
    const key = principal.apiKey && store.key(principal.apiKey.id)
    return key ? ofKey(key) : ofRoles(principal.roles)
  }
  return {
    of: (principal) => {
      refresh()
      const found = byPrincipal.get(principal) ?? compile(principal)
      byPrincipal.set(principal, found)
      return found
    },
    ofRoles,
    ofKey,
    existing,
  }
}
