import type { Required } from './required.ts'

export interface RoleDescriptor {
  cluster: string[]
  indices: { names: string[]; privileges: string[]; allow_restricted_indices?: boolean }[]
}

/** Privileges as Elasticsearch takes them in roles and in API keys. */
export const roleDescriptor = ({ cluster, index }: Required): RoleDescriptor => ({
  cluster: [...cluster],
  indices: index.map(({ names, privileges, allowRestricted }) => ({
    names: [...names],
    privileges: [...privileges],
    ...(allowRestricted === true ? { allow_restricted_indices: true } : {}),
  })),
})
