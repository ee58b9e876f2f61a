import type { FieldGrant, IndexGrant, RoleDescriptor } from './role-descriptor.ts'

/** What several roles say about the same names, put together. Undefined: no limit. */
export interface MergedGrant {
  names: readonly string[]
  privileges: readonly string[]
  fields: readonly FieldGrant[] | undefined
  queries: readonly string[] | undefined
  allowRestricted: boolean
}

const mergedLists = <T>(one: readonly T[] | undefined, other: readonly T[] | undefined) =>
  one === undefined || other === undefined ? undefined : [...one, ...other]

const single = (grant: IndexGrant): MergedGrant => ({
  names: grant.names,
  privileges: grant.privileges,
  fields: grant.field_security && [grant.field_security],
  queries: grant.query === undefined ? undefined : [grant.query],
  allowRestricted: grant.allow_restricted_indices,
})

/**
 * The grants of several roles, those about exactly the same names as one: it has the privileges of all, and one without
 * a limit lifts the limits of the others. Surprising, but so does Elasticsearch.
 */
export const mergeIndexGrants = (roles: readonly RoleDescriptor[]): MergedGrant[] => {
  const merged = new Map<string, MergedGrant>()
  for (const grant of roles.flatMap((role) => role.indices)) {
    const next = single(grant)
    const key = JSON.stringify([next.names.toSorted(), next.allowRestricted])
    const before = merged.get(key)
    merged.set(
      key,
      before === undefined
        ? next
        : {
            ...before,
            privileges: [...new Set([...before.privileges, ...next.privileges])],
            fields: mergedLists(before.fields, next.fields),
            queries: mergedLists(before.queries, next.queries),
          },
    )
  }
  return [...merged.values()]
}
