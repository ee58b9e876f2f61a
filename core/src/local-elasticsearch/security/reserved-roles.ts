import type { RoleDescriptor } from './role-descriptor.ts'

const reserved = { metadata: { _reserved: true }, run_as: [], applications: [], indices: [], cluster: [] }
const everywhere = ['*']

/** The built-in roles that local Elasticsearch has: the superuser's, and the one for pipelines and templates. */
export const reservedRoles: ReadonlyMap<string, RoleDescriptor> = new Map<string, RoleDescriptor>([
  [
    'superuser',
    {
      ...reserved,
      cluster: ['all'],
      indices: [
        { names: everywhere, privileges: ['all'], allow_restricted_indices: false },
        {
          names: everywhere,
          privileges: ['monitor', 'read', 'view_index_metadata', 'read_cross_cluster'],
          allow_restricted_indices: true,
        },
      ],
      applications: [{ application: '*', privileges: ['*'], resources: ['*'] }],
      run_as: ['*'],
      transient_metadata: {},
    },
  ],
  [
    'ingest_admin',
    {
      ...reserved,
      cluster: ['manage_index_templates', 'manage_pipeline'],
      transient_metadata: { enabled: true },
    },
  ],
])
