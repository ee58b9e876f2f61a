import { describe, expect, it } from 'vitest'
import { isSensitive, sensitiveKeys } from './sensitive-fields.ts'

describe('sensitive fields', () => {
  it.each(['password', 'account_key', 'tls_keyfile', 'private_key', 'client_secret', 'api_key'])(
    'hides %s although nobody marked it',
    (key) => {
      expect(isSensitive(key, { sensitive: false })).toBe(true)
    },
  )

  it.each(['host', 'token_url', 'username', 'keyspace', 'tables'])('shows %s', (key) => {
    expect(isSensitive(key, undefined)).toBe(false)
  })

  it('hides what is marked, whatever its name', () => {
    expect(isSensitive('client_id', { sensitive: true })).toBe(true)
  })

  it('lists what front ends must not show while it is typed, and nothing that is plain elsewhere', () => {
    const keys = sensitiveKeys()
    expect(keys).toContain('password')
    // Marked for one data source and a plain identifier for others.
    expect(keys).not.toContain('client_id')
  })
})
