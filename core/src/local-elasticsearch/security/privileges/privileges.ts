import type { ClusterPrivileges } from './cluster-privileges.ts'
import { clusterPrivileges } from './cluster-privileges.ts'
import type { IndexPrivileges } from './index-privileges.ts'
import { indexPrivileges } from './index-privileges.ts'
import type { RestrictedIndices } from './restricted-indices.ts'
import { restrictedIndices } from './restricted-indices.ts'

/** What privileges mean in one version of Elasticsearch. */
export interface Privileges {
  cluster: ClusterPrivileges
  index: IndexPrivileges
  restricted: RestrictedIndices
}

export const privilegesOf = (version: string): Privileges => ({
  cluster: clusterPrivileges(version),
  index: indexPrivileges(version),
  restricted: restrictedIndices(version),
})
