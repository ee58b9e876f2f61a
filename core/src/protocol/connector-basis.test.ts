import { describe, expect, it } from 'vitest'
import { configurationBasis } from './connector-basis.ts'
import { connectorSchema } from './connector.ts'

const connector = (password: string, more: object = {}) =>
  connectorSchema.parse({
    id: 'x',
    name: 'products',
    configuration: {
      host: { label: 'h', value: 'db' },
      password: { label: 'p', value: password, sensitive: true },
    },
    ...more,
  })

describe('configurationBasis', () => {
  it('rests on values, and on whether a secret is set, never on the secret', () => {
    expect(configurationBasis(connector('swordfish'))).toMatchObject({
      values: { host: 'db', password: { set: true } },
    })
    expect(configurationBasis(connector('a'))).toEqual(configurationBasis(connector('b')))
    expect(configurationBasis(connector(''))).not.toEqual(configurationBasis(connector('b')))
  })

  it('does not change when a sync runs', () => {
    const busy = {
      status: 'connected',
      last_seen: '2026-01-01T00:00:00Z',
      last_sync_status: 'in_progress',
      error: 'x',
    }
    expect(configurationBasis(connector('a', busy))).toEqual(configurationBasis(connector('a')))
  })
})
