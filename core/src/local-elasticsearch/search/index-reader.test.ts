import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SearchHarness } from './search-harness.ts'

const write = fc.record({
  id: fc.nat(6).map(String),
  document: fc.option(
    fc.record({
      k: fc.constantFrom('a', 'b', 'c'),
      n: fc.integer({ min: -3, max: 3 }),
      t: fc.constantFrom('one', 'one two', 'two two'),
    }),
  ),
})

const QUERIES = [
  { term: { k: 'a' } },
  { range: { n: { gte: 0 } } },
  { match: { t: 'two' } },
  { bool: { must_not: [{ term: { k: 'b' } }], should: [{ match: { t: 'one' } }] } },
]

const answers = async (harness: SearchHarness): Promise<unknown[]> => {
  const found = []
  for (const query of QUERIES) {
    const { body } = await harness.call('POST', '/i/_search', {
      body: { query, sort: ['n', '_doc'], track_scores: true, size: 100 },
    })
    found.push(Reflect.get(Object(body), 'hits'))
  }
  return found
}

describe('following the changes of an index', () => {
  it('answers as if everything had been read at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(write, { maxLength: 8 }), { maxLength: 6 }), async (rounds) => {
        const following = new SearchHarness()
        const mappings = { properties: { k: { type: 'keyword' }, n: { type: 'long' }, t: { type: 'text' } } }
        following.store.create('i', mappings)
        const fresh = new SearchHarness()
        fresh.store.create('i', mappings)
        for (const round of rounds) {
          for (const { id, document } of round) {
            for (const { store } of [following, fresh]) {
              if (document === null) store.delete('i', id)
              else store.put('i', id, document)
            }
          }
          await answers(following)
        }
        expect(await answers(following)).toEqual(await answers(fresh))
      }),
      { numRuns: 60 },
    )
  })

  it('gives up the slots of replaced documents when they are the most', async () => {
    const harness = new SearchHarness()
    harness.store.create('i', { properties: { n: { type: 'long' } } })
    for (let round = 0; round < 1200; round++) {
      harness.store.put('i', 'one', { n: round })
      if (round % 100 === 0)
        await harness.call('POST', '/i/_search', { body: { query: { term: { n: round } } } })
    }
    const { body } = await harness.call('POST', '/i/_search', { body: { query: { term: { n: 1199 } } } })
    expect(body).toMatchObject({ hits: { total: { value: 1 }, hits: [{ _id: 'one' }] } })
  })
})
