import { describe, expect, it } from 'vitest'
import { nearest } from './nearest.ts'

describe('nearest', () => {
  it('finds what was meant in spite of a typo or of capitals', () => {
    expect(nearest('postgres', ['mysql', 'postgresql'])).toBe('postgresql')
    expect(nearest('hots', ['port', 'host'])).toBe('host')
    expect(nearest('MongoDB', ['mysql', 'mongodb'])).toBe('mongodb')
  })

  it('finds nothing where nothing is near', () => {
    expect(nearest('zebra', ['mysql', 'postgresql'])).toBeUndefined()
    expect(nearest('', [])).toBeUndefined()
  })
})
