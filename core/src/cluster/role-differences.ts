import { z } from 'zod'
import type { RoleDescriptor } from '../privileges/role-descriptor.ts'

const names = z.array(z.string()).default([])

/** A role, or the part of an API key that grants something, as Elasticsearch hands it out. */
export const storedRoleSchema = z.object({
  cluster: names,
  indices: z
    .array(
      z.object({
        names,
        privileges: names,
        allow_restricted_indices: z.boolean().default(false),
        field_security: z.unknown().optional(),
        query: z.unknown().optional(),
      }),
    )
    .default([]),
  run_as: names,
})
export type StoredRole = z.infer<typeof storedRoleSchema>

type Grants = Pick<RoleDescriptor, 'cluster'> & {
  indices: readonly (RoleDescriptor['indices'][number] & { field_security?: unknown; query?: unknown })[]
  run_as?: readonly string[]
}

/** One privilege each, in words: `monitor`, `read on patchbay-runs`. */
const singly = ({ cluster, indices, run_as: runAs = [] }: Grants): Set<string> => {
  const onIndices = indices.flatMap(
    ({ names: on, privileges, allow_restricted_indices: restricted, field_security: fields, query }) => {
      const partly = fields == null && query == null ? '' : ', of some fields or documents only'
      const deep = restricted === true ? ', also where it is restricted' : ''
      return on.flatMap((name) => privileges.map((privilege) => `${privilege} on ${name}${deep}${partly}`))
    },
  )
  return new Set([...cluster, ...onIndices, ...runAs.map((name) => `run as ${name}`)])
}

/** What a role lacks, and what it has beyond what it should: both empty where it grants just that, in whatever order. */
export const roleDifferences = (
  stored: StoredRole,
  wanted: RoleDescriptor,
): { lacks: string[]; beyond: string[] } => {
  const [has, should] = [singly(stored), singly(wanted)]
  return {
    lacks: [...should].filter((one) => !has.has(one)),
    beyond: [...has].filter((one) => !should.has(one)),
  }
}
