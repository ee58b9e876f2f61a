import { expect, it } from 'vitest'
import { counted, withCommas } from './counted.ts'

it('says one thing and many', () => {
  expect(counted(1, 'document')).toBe('1 document')
  expect(counted(4200, 'document')).toBe('4,200 documents')
  expect(counted(0, 'document')).toBe('0 documents')
  expect([999, 1_000, 1_234_567].map(withCommas)).toEqual(['999', '1,000', '1,234,567'])
})
