import { describe, expect, it } from 'vitest'
import { connectorKeyGrants, connectorKeyName, connectorKeyRole, toIssueKey } from './connector-key.ts'
import { roleDescriptor } from './role-descriptor.ts'

describe('the key of a connector', () => {
  it('is named and limited as Kibana does it', () => {
    expect([connectorKeyName('search-a'), connectorKeyRole('search-a')]).toEqual([
      'search-a-connector',
      'search-a-connector-role',
    ])
    expect(roleDescriptor(connectorKeyGrants('8.17.10', 'search-a'))).toEqual({
      cluster: ['monitor', 'manage_connector'],
      indices: [
        { names: ['search-a', '.search-acl-filter-search-a', '.elastic-connectors*'], privileges: ['all'] },
      ],
    })
  })

  it('has no manage_connector before 8.15, and the restricted indices from 9.0 on', () => {
    expect(connectorKeyGrants('8.14.3', 'a').cluster).toEqual(['monitor'])
    expect(roleDescriptor(connectorKeyGrants('9.1.0', 'a')).indices[0]?.allow_restricted_indices).toBe(true)
  })

  it('is made by somebody who holds all of it', () => {
    const needed = toIssueKey('8.17.10', 'search-a', true)
    expect(needed.cluster).toEqual([
      'monitor',
      'manage_connector',
      'manage_api_key',
      'write_connector_secrets',
    ])
    expect(needed.index).toEqual(connectorKeyGrants('8.17.10', 'search-a').index)
    expect(toIssueKey('8.17.10', 'search-a', false).cluster).not.toContain('write_connector_secrets')
  })
})
