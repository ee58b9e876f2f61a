import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mapAhead } from './map-ahead.ts'

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve()
}

describe('mapAhead', () => {
  it('keeps the order, has never more under way than that, and as many as there are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(20), { maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        async (waits, ahead) => {
          let [now, most] = [0, 0]
          const found: number[] = []
          const mapped = mapAhead(waits.entries(), ahead, async ([at, wait]) => {
            now += 1
            most = Math.max(most, now)
            await turns(wait)
            now -= 1
            return at
          })
          for await (const at of mapped) found.push(at)
          expect(found).toEqual([...waits.keys()])
          expect(most).toBeLessThanOrEqual(ahead)
        },
      ),
    )
  })

  it('begins no more when nobody asks any longer, and tells an error in its turn', async () => {
    const begun: number[] = []
    const numbers = Array.from({ length: 100 }, (_, at) => at)
    const map = async (item: number): Promise<number> => {
      begun.push(item)
      if (item === 6) throw new Error('six')
      return item
    }
    for await (const item of mapAhead(numbers, 4, map)) if (item === 3) break
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6])
    const seen: number[] = []
    const all = async (): Promise<void> => {
      for await (const item of mapAhead(numbers, 4, map)) seen.push(item)
    }
    await expect(all()).rejects.toThrow('six')
    expect(seen).toEqual([0, 1, 2, 3, 4, 5])
  })
})
