import { describe, expect, it } from 'vitest'
import { digest } from './digest.ts'

const of = { cluster: 'u', operation: 'api-key.rotate', version: 1, input: { b: 1, a: [2] }, basis: null }

describe('digest', () => {
  it('does not depend on the order of keys', () => {
    expect(digest({ ...of, input: { a: [2], b: 1 } })).toBe(digest(of))
  })

  it('is the SHA-256 of the canonical JSON', () => {
    expect(digest(of)).toBe('c7a50543badc8cb5aec0c03cf27027ca90837c50ec41c895f80e4b8229c03102')
  })

  it.each([
    ['cluster', { ...of, cluster: 'v' }],
    ['operation', { ...of, operation: 'connector.delete' }],
    ['version', { ...of, version: 2 }],
    ['input', { ...of, input: { a: [2], b: 2 } }],
    ['basis', { ...of, basis: {} }],
  ])('changes with the %s', (_part, other) => {
    expect(digest(other)).not.toBe(digest(of))
  })
})
