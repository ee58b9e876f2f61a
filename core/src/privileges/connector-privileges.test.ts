import { describe, expect, it } from 'vitest'
import { toDropIndex, toManageConnectors, toReadConnectors, toRetireKey } from './connector-privileges.ts'

describe('privileges of connectors', () => {
  it.each([
    ['8.14.3', [], ['read', 'write']],
    ['8.17.10', ['manage_connector'], ['read', 'write']],
    ['9.1.0', ['manage_connector'], undefined],
  ])('asks %s for what it knows', (version, cluster, index) => {
    const required = toManageConnectors(version)
    expect(required.cluster).toEqual(cluster)
    expect(required.index[0]?.privileges).toEqual(index)
  })

  it('asks for less to look', () => {
    expect(toReadConnectors('8.17.10')).toEqual({
      cluster: ['monitor_connector'],
      index: [{ names: ['.elastic-connectors*'], privileges: ['read'] }],
    })
  })

  it('names the access control index beside the content index', () => {
    expect(toDropIndex('search-x').index[0]?.names).toEqual(['search-x', '.search-acl-filter-search-x'])
  })

  it('asks for the right on secrets only where there is one', () => {
    expect(toRetireKey(false).cluster).toEqual(['manage_api_key'])
    expect(toRetireKey(true).cluster).toContain('write_connector_secrets')
  })
})
