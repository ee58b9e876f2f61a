import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TopHits } from './top-hits.ts'

it('keeps what sorting everything would put first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.nat(20), (numbers, capacity) => {
      const top = new TopHits<number>(capacity, (left, right) => left - right)
      for (const number of numbers) top.offer(number)
      expect(top.sorted()).toEqual(numbers.toSorted((left, right) => left - right).slice(0, capacity))
    }),
  )
})
