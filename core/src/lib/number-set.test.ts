import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumberSet } from './number-set.ts'

describe('NumberSet', () => {
  it('holds what was added and nothing else, however far apart', () => {
    const number = fc.oneof(fc.nat({ max: 200_000 }), fc.maxSafeNat())
    fc.assert(
      fc.property(fc.array(number), fc.array(number), (added, others) => {
        const set = new NumberSet()
        const real = new Set(added)
        for (const one of added) set.add(one)
        expect(set.size).toBe(real.size)
        for (const one of [...added, ...others]) expect(set.has(one)).toBe(real.has(one))
      }),
    )
  })
})
