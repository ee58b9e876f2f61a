import { describe, expect, it } from 'vitest'
import { findServiceType, serviceTypes, suggestServiceType } from './service-types.ts'

describe('service types', () => {
  it('reads every entry of the catalogue', () => {
    expect(serviceTypes().size).toBe(32)
    expect(findServiceType('postgresql')?.name).toBe('PostgreSQL')
  })

  it('knows nothing of a customized connector', () => {
    expect(findServiceType('ours')).toBeUndefined()
    expect(findServiceType(null)).toBeUndefined()
    expect(findServiceType('__proto__')).toBeUndefined()
  })

  it('suggests by id and by name', () => {
    expect(suggestServiceType('postgres')).toBe('postgresql')
    expect(suggestServiceType('Amazon S3')).toBe('s3')
    expect(suggestServiceType('quantum flux')).toBeUndefined()
  })
})
