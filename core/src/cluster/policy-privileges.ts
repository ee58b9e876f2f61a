import type { Required } from '../privileges/required.ts'
import { policyIndex } from '../protocol/policy.ts'

export const toReadPolicy: Required = { cluster: [], index: [{ names: [policyIndex], privileges: ['read'] }] }

/** The next version is appended; nobody can change one that stands. */
export const toSetPolicy: Required = {
  cluster: [],
  index: [{ names: [policyIndex], privileges: ['read', 'indices:data/write/index:op_type/create'] }],
}
