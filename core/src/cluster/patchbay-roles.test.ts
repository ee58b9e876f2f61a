import { describe, expect, it } from 'vitest'
import { patchbayRoles } from './patchbay-roles.ts'
import { serviceGrants } from './service-grants.ts'

const privilegesOn = (
  index: string,
  grants: { index: readonly { names: readonly string[]; privileges: readonly string[] }[] },
) => grants.index.flatMap(({ names, privileges }) => (names.includes(index) ? privileges : []))

describe('patchbayRoles', () => {
  const roles = patchbayRoles('8.17.10', ['search-*'])

  it.each(Object.keys(roles))('%s may read and append to the run log, and nothing else there', (role) => {
    expect(privilegesOn('patchbay-runs', roles[role] ?? { index: [] })).toEqual([
      'read',
      'indices:data/write/index:op_type/create',
      'indices:data/write/bulk*',
    ])
  })

  it('lets administrators alone append to the policy', () => {
    const writers = Object.entries(roles).filter(
      ([, grants]) => privilegesOn('patchbay-policy', grants).length > 1,
    )
    expect(writers.map(([role]) => role)).toEqual(['patchbay-admin'])
  })

  it('gives operators all that the keys they make grant, and approvers no documents', () => {
    expect(privilegesOn('search-*', roles['patchbay-operator'] ?? { index: [] })).toEqual(['all'])
    expect(privilegesOn('.search-acl-filter-search-*', roles['patchbay-operator'] ?? { index: [] })).toEqual([
      'all',
    ])
    expect(privilegesOn('search-*', roles['patchbay-approver'] ?? { index: [] })).not.toContain('read')
  })

  it('leaves out privileges that an older version does not have', () => {
    const before = patchbayRoles('8.12.0', ['search-*'])['patchbay-operator']
    expect(before?.cluster).toEqual(['monitor', 'manage_api_key', 'read_pipeline'])
    expect(serviceGrants('worker', '8.12.0').cluster).toEqual(['monitor'])
  })

  it('reaches the restricted connector indices from 9.0 on', () => {
    const restricted = (version: string) =>
      patchbayRoles(version, ['content-*'])['patchbay-operator']?.index.some(
        (entry) => entry.allowRestricted === true,
      )
    expect([restricted('8.19.0'), restricted('9.0.0')]).toEqual([false, true])
  })
})
