import { describe, expect, it } from 'vitest'
import { privilegesOf } from './privileges.ts'

const { cluster, index } = privilegesOf('8.19.0')

describe('privileges', () => {
  it.each([
    ['cluster:admin/xpack/connector/get', 'monitor_connector,manage_connector,manage,all'],
    ['cluster:admin/xpack/connector/put', 'manage_connector,manage,all'],
    ['cluster:admin/xpack/connector/secret/get', 'read_connector_secrets,manage,all'],
    ['cluster:admin/xpack/connector/secret/put', 'write_connector_secrets,manage,all'],
    [
      'cluster:admin/xpack/security/user/has_privileges',
      'read_ccr,read_security,manage_ccr,manage_security,all',
    ],
    ['cluster:monitor/health', 'monitor,manage,all'],
    ['cluster:admin/ingest/pipeline/put', 'manage_ingest_pipelines,manage_pipeline,manage,all'],
  ])('say what grants %s, the least first', (action, names) => {
    expect(cluster.granting(action, false).join(',')).toBe(names)
  })

  it("count rights on one's own keys only where the request is about them", () => {
    const action = 'cluster:admin/xpack/security/api_key/invalidate'
    expect(cluster.granting(action, true)).toEqual([
      'manage_own_api_key',
      'manage_api_key',
      'manage_security',
      'all',
    ])
    expect(cluster.granting(action, false)).toEqual(['manage_api_key', 'manage_security', 'all'])
  })

  it.each([
    ['indices:data/write/index', 'create_doc,create,index,write,all'],
    ['indices:data/write/bulk', 'create_doc,create,delete,index,write,all'],
    ['indices:data/write/update', 'index,write,all'],
    ['indices:data/read/search', 'read,all'],
    ['indices:admin/create', 'create_index,manage,all'],
    ['indices:monitor/settings/get', 'monitor,view_index_metadata,manage,all'],
  ])('say what grants %s, the least first', (action, names) => {
    expect(index.granting(action).join(',')).toBe(names)
  })

  it('are known from the version on that has them', () => {
    expect(() => privilegesOf('8.14.3').cluster.resolve('manage_connector')).toThrow(
      'unknown cluster privilege [manage_connector]. a privilege must be either one of the predefined',
    )
    expect(privilegesOf('8.15.0').cluster.resolve('manage_connector').name).toBe('manage_connector')
  })

  it('are named in any case', () => {
    expect(cluster.resolve('MONITOR').name).toBe('monitor')
    expect(index.resolve('READ').include).toContain('indices:data/read/*')
  })
})
