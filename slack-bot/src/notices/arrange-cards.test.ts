import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrangeCards } from './arrange-cards.ts'
import type { Card } from './board.ts'
import { isWatched, type Problem } from './subscription.ts'

const start = new Date('2026-11-25T10:00:00Z')
const later = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000)
const problem = (name: string, more: Partial<Problem> = {}): Problem => ({
  name,
  grade: 'bad',
  code: 'sync-failed',
  what: 'its last sync failed: no route',
  next: `patchbay sync list --connector ${name}`,
  connector: name,
  ...more,
})
const byKey = (cards: readonly Card[]) => cards.toSorted((a, b) => a.key.localeCompare(b.key))
const many = (count: number, more: Partial<Problem> = {}): Problem[] =>
  Array.from({ length: count }, (_, at) => problem(`c${at}`, more))
const remains = () => 'no' as const
const arrange = (cards: readonly Card[], problems: readonly Problem[], at = start) =>
  arrangeCards(cards, problems, { at, remains })
/** As if they had been posted and drawn. */
const sent = (cards: readonly Card[]): Card[] =>
  cards.map((card) => ({ ...card, ts: card.key, over: card.closed !== null }))

describe('arrangeCards', () => {
  it('gives each incident one card, which stays its card until it is over', () => {
    const first = sent(arrange([], [problem('shop')]))
    expect(first).toMatchObject([{ key: 'sync-failed:shop', since: start.toISOString(), closed: null }])
    const same = arrange(first, [problem('shop', { what: 'another reason' })], later(1))
    expect(same).toMatchObject([
      { ts: 'sync-failed:shop', since: start.toISOString(), of: [{ what: 'another reason' }] },
    ])
    const over = arrange(same, [], later(2))
    expect(over).toMatchObject([{ ts: 'sync-failed:shop', closed: later(2).toISOString(), unwatched: false }])
    expect(arrange(sent(over), [], later(63))).toEqual([])
  })

  it('lets what flaps have its old card again, and counts', () => {
    const first = sent(arrange([], [problem('shop')]))
    const again = arrange(sent(arrange(first, [], later(1))), [problem('shop')], later(5))
    expect(again).toMatchObject([
      { ts: 'sync-failed:shop', closed: null, returns: 1, since: later(5).toISOString() },
    ])
  })

  it('makes one card for many connectors with the same problem, however many', () => {
    const cards = sent(arrange([], [...many(1000), problem('other', { code: 'key-ending' })]))
    expect(cards.map(({ key, count }) => [key, count])).toEqual([
      ['sync-failed', 1000],
      ['key-ending:other', 1],
    ])
    const fewer = sent(arrange(cards, many(2), later(1)))
    expect(fewer[0]).toMatchObject({ closed: expect.any(String) })
    expect(fewer[1]).toMatchObject({ key: 'sync-failed', count: 2, peak: 1000, closed: null })
    expect(arrange(fewer, [], later(2)).every(({ closed }) => closed !== null)).toBe(true)
  })

  it('says that something is no longer watched rather than that it is well', () => {
    const first = sent(arrange([], [problem('shop')]))
    expect(arrangeCards(first, [], { at: later(1), remains: () => 'yes' })[0]).toMatchObject({
      unwatched: true,
    })
    expect(arrangeCards(first, [], { at: later(1), remains: () => 'unknown' })).toEqual(first)
  })

  it('never has many messages, tells of everything, and changes nothing when it looks again', () => {
    const code = fc.constantFrom('sync-failed', 'silent', 'key-ending', 'sync-stuck')
    const look = fc.uniqueArray(
      fc
        .record({ name: fc.nat(60).map((n) => `c${n}`), code })
        .map(({ name, code: is }) => problem(name, { code: is })),
      { maxLength: 120, selector: ({ name, code: is }) => `${is}:${name}` },
    )
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 6 }), (looks) => {
        let cards: Card[] = []
        looks.forEach((problems, minute) => {
          cards = sent(arrange(cards, problems, later(minute)))
          const open = cards.filter(({ closed }) => closed === null)
          expect(open.length).toBeLessThanOrEqual(24)
          expect(open.reduce((sum, { count }) => sum + count, 0)).toBe(problems.length)
          expect(new Set(cards.map(({ key }) => key)).size).toBe(cards.length)
          expect(byKey(arrange(cards, problems, later(minute)))).toEqual(byKey(cards))
        })
      }),
    )
  })
})

describe('isWatched', () => {
  it('goes by names, parts of names and how bad it is', () => {
    const watched = (connectors: string[], severity: 'warning' | 'bad', one: Problem) =>
      isWatched({ connectors, severity }, one)
    expect(watched(['*'], 'bad', problem('shop', { grade: 'warning' }))).toBe(false)
    expect(watched(['*'], 'warning', problem('shop', { grade: 'warning' }))).toBe(true)
    expect(watched(['*'], 'warning', problem('shop', { grade: 'unfinished' }))).toBe(false)
    expect(watched(['prod-*'], 'bad', problem('Prod-shop'))).toBe(true)
    expect(watched(['prod-*'], 'bad', problem('shop'))).toBe(false)
    expect(watched(['a*b*c'], 'bad', problem('aXbYc'))).toBe(true)
    expect(watched(['ab*ba'], 'bad', problem('aba'))).toBe(false)
    expect(watched(['wiki'], 'bad', problem('shop', { connector: 'wiki' }))).toBe(true)
  })
})
