import { describe, expect, it } from 'vitest'
import type { RoleDescriptor } from '../role-descriptor.ts'
import { grantsOf } from './grants.ts'
import { privilegesOf } from './privileges.ts'

const role = (part: Partial<RoleDescriptor>): RoleDescriptor => ({
  cluster: [],
  indices: [],
  applications: [],
  run_as: [],
  metadata: {},
  transient_metadata: {},
  ...part,
})
const on = (names: string[], privileges: string[], restricted = false) => ({
  names,
  privileges,
  allow_restricted_indices: restricted,
})
const privileges = privilegesOf('8.19.0')
const { cluster, index } = privileges

describe('grants', () => {
  it('add up over roles', () => {
    const grants = grantsOf(privileges, [
      role({ cluster: ['monitor'], indices: [on(['a-*'], ['read'])] }),
      role({ indices: [on(['a-1'], ['write'])] }),
    ])
    expect(grants.cluster('cluster:monitor/health', false)).toBe(true)
    expect(grants.index('indices:data/write/index', 'a-1')).toBe(true)
    expect(grants.index('indices:data/write/index', 'a-2')).toBe(false)
    expect(grants.hasIndex(index.resolve('read'), 'a-1', false)).toBe(true)
    expect(grants.hasIndex(index.resolve('all'), 'a-1', false)).toBe(false)
  })

  it('of a key are no more than its owner had', () => {
    const grants = grantsOf(
      privileges,
      [role({ cluster: ['all'], indices: [on(['*'], ['all'])], run_as: ['*'] })],
      [role({ cluster: ['monitor'], indices: [on(['a'], ['read'])], run_as: ['ada'] })],
    )
    expect(grants.cluster('cluster:admin/settings/update', false)).toBe(false)
    expect(grants.index('indices:data/read/get', 'a')).toBe(true)
    expect(grants.index('indices:data/write/index', 'a')).toBe(false)
    expect([grants.runAs('ada'), grants.runAs('bob')]).toEqual([true, false])
  })

  it('reach restricted indices only when a role says so', () => {
    const plain = grantsOf(privileges, [role({ indices: [on(['*'], ['all'])] })])
    const wide = grantsOf(privileges, [role({ indices: [on(['*'], ['all'], true)] })])
    expect(plain.index('indices:data/read/get', '.connector-secrets-1')).toBe(false)
    expect(wide.index('indices:data/read/get', '.connector-secrets-1')).toBe(true)
    expect(plain.hasIndex(index.resolve('read'), '*', false)).toBe(true)
    expect(plain.hasIndex(index.resolve('read'), '*', true)).toBe(false)
    expect(plain.hasIndex(index.resolve('read'), '.connector-secrets', false)).toBe(false)
  })

  it.each([
    ['8.19.0', true],
    ['9.0.0', false],
  ])('in %s reach connector indices like any other: %s', (version, expected) => {
    const grants = grantsOf(privilegesOf(version), [
      role({ indices: [on(['.elastic-connectors*'], ['all'])] }),
    ])
    expect(grants.index('indices:data/read/get', '.elastic-connectors-v1')).toBe(expected)
  })

  it('keep a raw action apart from the named privilege around it', () => {
    const appender = grantsOf(privileges, [
      role({
        indices: [
          on(['runs'], ['read', 'indices:data/write/index:op_type/create', 'indices:data/write/bulk*']),
        ],
      }),
    ])
    expect(appender.index('indices:data/write/index:op_type/create', 'runs')).toBe(true)
    expect(appender.index('indices:data/write/index:op_type/index', 'runs')).toBe(false)
    expect(appender.index('indices:admin/mapping/auto_put', 'runs')).toBe(false)
    expect(appender.hasIndex(index.resolve('create_doc'), 'runs', false)).toBe(false)
  })

  it.each([
    ['create_doc', true],
    ['write', true],
    ['delete', false],
    ['indices:data/write/index:op_type/create', false],
  ])('of %s let the mapping be changed: %s', (privilege, expected) => {
    const grants = grantsOf(privileges, [role({ indices: [on(['a'], [privilege])] })])
    expect(grants.index('indices:admin/mapping/put', 'a')).toBe(expected)
    expect(grants.hasIndex(index.resolve('indices:admin/mapping/put'), 'a', false)).toBe(false)
  })

  it.each([
    [['manage'], 'monitor', true],
    [['manage'], 'manage_security', false],
    [['manage'], 'all', false],
    [['manage', 'manage_security'], 'manage', true],
    [['all'], 'manage_own_api_key', true],
    [['manage_own_api_key'], 'manage_api_key', false],
    [['manage_api_key'], 'manage_own_api_key', true],
    [['manage_connector'], 'monitor_connector', true],
    [['manage_connector'], 'write_connector_secrets', false],
    [['cluster:monitor/*'], 'monitor', false],
    [['monitor'], 'cluster:monitor/health', true],
    [['none'], 'none', true],
  ])('with %s hold %s: %s', (held, wanted, expected) => {
    expect(grantsOf(privileges, [role({ cluster: held })]).hasCluster(cluster.resolve(wanted))).toBe(expected)
  })
})
