import type { Required } from '../privileges/required.ts'
import { runsIndex } from '../run-log/event.ts'

export const readRuns: Required = { cluster: [], index: [{ names: [runsIndex], privileges: ['read'] }] }

/** Appending is one raw action: the named privilege for it, create_doc, would also let people change the mapping. */
export const appendRuns: Required = {
  cluster: [],
  index: [{ names: [runsIndex], privileges: ['read', 'indices:data/write/index:op_type/create'] }],
}
