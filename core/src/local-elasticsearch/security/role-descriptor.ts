import { z } from 'zod'

const indexGrant = z.object({
  names: z.array(z.string()),
  privileges: z.array(z.string()),
  /** Which fields may be seen; absent: all. */
  field_security: z.object({ grant: z.array(z.string()), except: z.array(z.string()).optional() }).optional(),
  /** Which documents may be seen, as the JSON text of a query or of a template of one; absent: all. */
  query: z.string().optional(),
  allow_restricted_indices: z.boolean(),
})

const applicationGrant = z.object({
  application: z.string(),
  privileges: z.array(z.string()),
  resources: z.array(z.string()),
})

/** What a role grants, in the form in which it is stored and shown. */
export const roleDescriptor = z.looseObject({
  cluster: z.array(z.string()),
  indices: z.array(indexGrant),
  applications: z.array(applicationGrant),
  run_as: z.array(z.string()),
  metadata: z.record(z.string(), z.unknown()),
  transient_metadata: z.record(z.string(), z.unknown()),
  description: z.string().optional(),
})

export type RoleDescriptor = z.infer<typeof roleDescriptor>
export type FieldGrant = NonNullable<IndexGrant['field_security']>
export type IndexGrant = z.infer<typeof indexGrant>
export type ApplicationGrant = z.infer<typeof applicationGrant>

/** By role name. */
export const roleDescriptors = z.record(z.string(), roleDescriptor)
export type RoleDescriptors = z.infer<typeof roleDescriptors>

/** True for a role that grants nothing at all. */
export const grantsNothing = ({ cluster, indices, applications, run_as: runAs }: RoleDescriptor): boolean =>
  cluster.length === 0 && indices.length === 0 && applications.length === 0 && runAs.length === 0
