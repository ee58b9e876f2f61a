import type { Required } from '../privileges/required.ts'
import { knowsPrivilege } from '../protocol/privilege-names.ts'

/**
 * Read and append, nothing else: no overwriting, no deleting, no change of the mapping, which the named privilege
 * `create_doc` would allow.
 */
export const appendTo = (index: string): Required => ({
  cluster: [],
  index: [
    {
      names: [index],
      privileges: ['read', 'indices:data/write/index:op_type/create', 'indices:data/write/bulk*'],
    },
  ],
})

export const onIndices = (names: readonly string[], ...privileges: string[]): Required => ({
  cluster: [],
  index: [{ names, privileges }],
})

/** Cluster privileges, without those that this version doesn't have. */
export const onCluster = (version: string, ...privileges: string[]): Required => ({
  cluster: privileges.filter((privilege) => knowsPrivilege(version, privilege)),
  index: [],
})
