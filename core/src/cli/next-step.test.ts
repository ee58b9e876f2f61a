import { describe, expect, it } from 'vitest'
import { nextStep } from './next-step.ts'

describe('what comes next after a connector was configured', () => {
  const configured = { connector: 'c1', fields: ['port'], missing: [], apiKeyId: null }

  it('is its key where it has none, then a sync', () => {
    expect(nextStep('connector.configure', configured, 'products')).toBe(
      'patchbay api-key generate products, then patchbay sync start products',
    )
  })

  it('is a sync where it has a key already', () => {
    expect(nextStep('connector.configure', { ...configured, apiKeyId: 'k1' }, 'products')).toBe(
      'patchbay sync start products',
    )
  })

  it('is what it still lacks, whether it has a key or not', () => {
    for (const apiKeyId of [null, 'k1'])
      expect(nextStep('connector.configure', { ...configured, apiKeyId, missing: ['host'] })).toContain(
        'patchbay connector configure c1',
      )
  })
})
