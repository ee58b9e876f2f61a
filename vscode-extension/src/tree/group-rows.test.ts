import { describe, expect, it } from 'vitest'
import { groupRows } from './group-rows.ts'
import { type ConnectorRow, idOf } from './node.ts'

const row = (id: string, more: Partial<ConnectorRow> = {}): ConnectorRow => ({
  id,
  name: id,
  serviceType: 'dir',
  managed: false,
  index: null,
  status: 'connected',
  badge: 'Connected',
  lastSync: null,
  lastSynced: null,
  nextSync: null,
  error: null,
  ...more,
})
const rows = [
  row('a'),
  row('b', { badge: 'Sync Failure', serviceType: 'postgresql' }),
  row('c', { managed: true, serviceType: null }),
]
const keys = (by: Parameters<typeof groupRows>[2]) =>
  groupRows('prod', rows, by).map((node) =>
    node.kind === 'group' ? [node.key, ...node.rows.map(({ id }) => id)] : node.connector.id,
  )

describe('groupRows', () => {
  it('leaves the order as it came where nobody wants groups', () => {
    expect(keys('none')).toEqual(['a', 'b', 'c'])
  })

  it('puts what failed first', () => {
    expect(keys('health')).toEqual([
      ['Sync Failure', 'b'],
      ['Connected', 'a', 'c'],
    ])
  })

  it('groups by what is read and by who runs it', () => {
    expect(keys('service-type')).toEqual([
      ['dir', 'a'],
      ['no service type', 'c'],
      ['postgresql', 'b'],
    ])
    expect(keys('kind')).toEqual([
      ['managed', 'c'],
      ['self-managed', 'a', 'b'],
    ])
  })

  it('gives no two rows the same id', () => {
    const ids = [...groupRows('prod', rows, 'health'), ...groupRows('test', rows, 'health')].map(idOf)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
