import { describe, expect, it } from 'vitest'
import { roleDescriptor } from '../privileges/role-descriptor.ts'
import { patchbayRoles } from './patchbay-roles.ts'
import { roleDifferences, storedRoleSchema } from './role-differences.ts'

const wanted = roleDescriptor(
  patchbayRoles('8.17.10', ['search-*'])['patchbay-operator'] ?? { cluster: [], index: [] },
)
const stored = (more: object = {}) => storedRoleSchema.parse({ ...wanted, run_as: [], ...more })

describe('roleDifferences', () => {
  it('finds none in another order, or where one entry is written as several', () => {
    const indices = wanted.indices.flatMap(({ privileges, ...entry }) =>
      privileges.toReversed().map((privilege) => ({ ...entry, privileges: [privilege] })),
    )
    expect(roleDifferences(stored({ cluster: wanted.cluster.toReversed(), indices }), wanted)).toEqual({
      lacks: [],
      beyond: [],
    })
  })

  it('names what an older version did not grant', () => {
    const cluster = wanted.cluster.filter((privilege) => privilege !== 'read_pipeline')
    expect(roleDifferences(stored({ cluster }), wanted)).toEqual({ lacks: ['read_pipeline'], beyond: [] })
  })

  it('names what somebody added: to the cluster, on an index, as another user', () => {
    const more = stored({
      cluster: [...wanted.cluster, 'all'],
      indices: [...wanted.indices, { names: ['patchbay-runs'], privileges: ['delete'] }],
      run_as: ['elastic'],
    })
    expect(roleDifferences(more, wanted)).toEqual({
      lacks: [],
      beyond: ['all', 'delete on patchbay-runs', 'run as elastic'],
    })
  })

  it.each([
    [{ field_security: { grant: ['title'] } }, ', of some fields or documents only'],
    [{ query: '{"match_all":{}}' }, ', of some fields or documents only'],
    [{ allow_restricted_indices: true }, ', also where it is restricted'],
  ])('tells a grant from one with %j', (more, words) => {
    const indices = wanted.indices.map((entry) =>
      entry.names.includes('patchbay-policy') ? { ...entry, ...more } : entry,
    )
    const { lacks, beyond } = roleDifferences(stored({ indices }), wanted)
    expect(lacks).toContain('read on patchbay-policy')
    expect(beyond).toContain(`read on patchbay-policy${words}`)
  })
})
