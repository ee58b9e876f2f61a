import { mergeIndexGrants } from '../merge-index-grants.ts'
import type { FieldGrant, RoleDescriptor } from '../role-descriptor.ts'
import type { ActionSet } from './action-set.ts'
import { actionMatcher, grantsAll } from './action-set.ts'
import type { ClusterPrivilege } from './cluster-privileges.ts'
import { isOwnKeyAction } from './cluster-privileges.ts'
import { covers, hasWildcard, matcherOf, overlaps } from './pattern.ts'
import type { Privileges } from './privileges.ts'

/** What of an index somebody may see. Undefined: no limit. */
export interface IndexAccess {
  /** Documents that match one of these: JSON texts, as roles hold them. */
  queries: readonly string[] | undefined
  /** Fields that one of these grants. */
  fields: readonly FieldGrant[] | undefined
}

/** What somebody may do: compiled from roles, asked for every action and every bulk item. */
export interface Grants {
  /** `ownKeys`: the request is about nothing but the caller's own API keys. */
  cluster(action: string, ownKeys: boolean): boolean
  /** On one index, alias or name to be. */
  index(action: string, name: string): boolean
  /** On some index at all. */
  anyIndex(action: string): boolean
  /** What of an index that is reached by one of these names may be seen: all of the list must allow it. Empty: everything. */
  access(action: string, names: readonly string[]): readonly IndexAccess[]
  runAs(username: string): boolean
  /** True when everything that the privilege grants is granted. */
  hasCluster(wanted: ClusterPrivilege): boolean
  /** The same on everything that the pattern may mean. */
  hasIndex(wanted: ActionSet, pattern: string, allowRestricted: boolean): boolean
  hasApplication(application: string, privilege: string, resource: string): boolean
}

/**
 * Whoever holds one of these by name may change the mapping too: an old habit of Elasticsearch, which `_has_privileges`
 * doesn't tell. Those who hold the raw actions may not.
 */
const mappingPrivileges = new Set(['create', 'create_doc', 'index', 'write'])
const mappingActions = new Set(['indices:admin/mapping/put', 'indices:admin/mapping/auto_put'])

const mostRemembered = 10_000

/** Answers of `decide` are kept, since a bulk request asks the same thing for each of its items. */
const remembered = (decide: (action: string, name: string) => boolean) => {
  const known = new Map<string, boolean>()
  return (action: string, name: string): boolean => {
    const key = `${action}\n${name}`
    const before = known.get(key)
    if (before !== undefined) return before
    const answer = decide(action, name)
    if (known.size >= mostRemembered) known.clear()
    known.set(key, answer)
    return answer
  }
}

const grantsEveryField = ({ grant, except = [] }: FieldGrant): boolean =>
  grant.includes('*') && except.length === 0

const unionOf = (
  descriptors: readonly RoleDescriptor[],
  { cluster, index, restricted }: Privileges,
): Grants => {
  const named = descriptors.flatMap((role) => role.cluster).map((name) => cluster.resolve(name))
  const clusterSets = named.filter((privilege) => !privilege.ownKeysOnly)
  const ownKeysHeld = named.some((privilege) => privilege.ownKeysOnly)
  const clusterAction = actionMatcher(clusterSets)
  const groups = mergeIndexGrants(descriptors).map((merged) => {
    const { names, privileges } = merged
    const sets = privileges.map((name) => index.resolve(name))
    const named = actionMatcher(sets)
    const mapsToo = privileges.some((name) => mappingPrivileges.has(name.toLowerCase()))
    const grants = (action: string) => named(action) || (mapsToo && mappingActions.has(action))
    // Whoever is granted every field, and excepted none, has no limit.
    const fields = merged.fields?.some(grantsEveryField) ? undefined : merged.fields
    return { ...merged, fields, matches: matcherOf(names), sets, grants }
  })
  const limited = groups.some(({ queries, fields }) => queries !== undefined || fields !== undefined)
  const applications = descriptors.flatMap((role) => role.applications)
  return {
    cluster: (action, ownKeys) => clusterAction(action) || (ownKeys && ownKeysHeld && isOwnKeyAction(action)),
    index: remembered((action, name) => {
      const isRestricted = restricted.has(name)
      return groups.some(
        (group) => group.grants(action) && group.matches(name) && (group.allowRestricted || !isRestricted),
      )
    }),
    anyIndex: (action) => groups.some((group) => group.grants(action)),
    access: (action, names) => {
      if (!limited) return []
      const granting = groups.filter(
        (group) =>
          group.grants(action) &&
          names.some((name) => group.matches(name) && (group.allowRestricted || !restricted.has(name))),
      )
      const queries = union(granting.map((group) => group.queries))
      const fields = union(granting.map((group) => group.fields))
      return queries === undefined && fields === undefined ? [] : [{ queries, fields }]
    },
    runAs: matcherOf(descriptors.flatMap((role) => role.run_as)),
    hasCluster: (wanted) => (wanted.ownKeysOnly === true && ownKeysHeld) || grantsAll(clusterSets, wanted),
    hasIndex: (wanted, pattern, allowRestricted) => {
      const reachesRestricted = hasWildcard(pattern)
        ? allowRestricted && restricted.patterns.some((name) => overlaps(name, pattern))
        : restricted.has(pattern)
      const matching = groups.filter(
        (group) =>
          (group.allowRestricted || !reachesRestricted) && group.names.some((name) => covers(name, pattern)),
      )
      return (
        matching.length > 0 &&
        grantsAll(
          matching.flatMap((group) => group.sets),
          wanted,
        )
      )
    },
    hasApplication: (application, privilege, resource) =>
      applications.some(
        (grant) =>
          covers(grant.application, application) &&
          grant.privileges.some((name) => covers(name, privilege)) &&
          grant.resources.some((name) => covers(name, resource)),
      ),
  }
}

/** Several limits, of which one is enough: none as soon as one has none. */
const union = <T>(limits: readonly (readonly T[] | undefined)[]): readonly T[] | undefined =>
  limits.some((limit) => limit === undefined) ? undefined : limits.flatMap((limit) => limit ?? [])

const intersectionOf = (one: Grants, other: Grants): Grants => ({
  cluster: (action, ownKeys) => one.cluster(action, ownKeys) && other.cluster(action, ownKeys),
  index: (action, name) => one.index(action, name) && other.index(action, name),
  anyIndex: (action) => one.anyIndex(action) && other.anyIndex(action),
  access: (action, names) => [...one.access(action, names), ...other.access(action, names)],
  runAs: (username) => one.runAs(username) && other.runAs(username),
  hasCluster: (wanted) => one.hasCluster(wanted) && other.hasCluster(wanted),
  hasIndex: (wanted, pattern, allowRestricted) =>
    one.hasIndex(wanted, pattern, allowRestricted) && other.hasIndex(wanted, pattern, allowRestricted),
  hasApplication: (application, privilege, resource) =>
    one.hasApplication(application, privilege, resource) &&
    other.hasApplication(application, privilege, resource),
})

/**
 * What roles grant together; with `limitedBy`, no more than those grant: an API key holds what its descriptors name and
 * its owner held when it was made.
 */
export const grantsOf = (
  privileges: Privileges,
  descriptors: readonly RoleDescriptor[],
  limitedBy?: readonly RoleDescriptor[],
): Grants => {
  const limits = limitedBy && unionOf(limitedBy, privileges)
  const own = unionOf(descriptors, privileges)
  return limits === undefined ? own : intersectionOf(own, limits)
}
