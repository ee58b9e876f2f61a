import type { Route } from '../../http/route.ts'
import { mergeIndexGrants } from '../merge-index-grants.ts'
import type { SecurityContext } from '../security-context.ts'

/** `GET /_security/user/_privileges`: what one's roles grant, put together. */
export const userPrivileges = ({ store, grants }: SecurityContext): Route => ({
  method: 'GET',
  path: '/_security/user/_privileges',
  action: 'cluster:admin/xpack/security/user/list_privileges',
  handle: ({ principal }) => {
    const key = principal.apiKey && store.key(principal.apiKey.id)
    const named = key && Object.keys(key.role_descriptors).length > 0 ? key.role_descriptors : key?.limited_by
    const roles = Object.values(named ?? grants.existing(principal.roles))
    const all = (names: readonly string[]) => [...new Set(names)].toSorted()
    return {
      status: 200,
      body: {
        cluster: all(roles.flatMap((role) => role.cluster)),
        global: [],
        indices: mergeIndexGrants(roles).map(({ names, privileges, fields, queries, allowRestricted }) => ({
          names,
          privileges: privileges.map((name) => name.toLowerCase()).toSorted(),
          ...(fields === undefined ? {} : { field_security: fields }),
          ...(queries === undefined ? {} : { query: queries }),
          allow_restricted_indices: allowRestricted,
        })),
        applications: roles.flatMap((role) => role.applications),
        run_as: all(roles.flatMap((role) => role.run_as)),
      },
    }
  },
})
