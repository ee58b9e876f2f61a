import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activeTexts, hostileNames, hostileTexts } from '../testing/hostile-texts.ts'
import { arrangeCards } from './arrange-cards.ts'
import { noticeCard } from './notice-card.ts'
import type { Problem } from './subscription.ts'

const at = new Date('2026-11-25T10:00:00Z')
const problem = (more: Partial<Problem> = {}): Problem => ({
  name: 'shop',
  grade: 'bad',
  code: 'sync-failed',
  what: 'its last sync failed: no route',
  next: 'patchbay sync list --connector s',
  connector: 's',
  ...more,
})
const cardOf = (...problems: Problem[]) => {
  const [card] = arrangeCards([], problems, { at, remains: () => 'no' })
  if (card === undefined) throw new Error('no card')
  return card
}
const actionsOf = (...problems: Problem[]): string[] =>
  noticeCard(cardOf(...problems), 'prod').blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map((element) => element.action_id ?? '') : [],
  )
const textOf = (value: unknown): string => JSON.stringify(value)

describe('noticeCard', () => {
  it('says what is wrong, since when, and what helps, in the commands of Slack', () => {
    const { text, blocks } = noticeCard(cardOf(problem()), 'prod')
    expect(text).toBe('Sync failed: shop: its last sync failed: no route')
    expect(textOf(blocks)).toContain('prod · /connectors sync list --connector s')
    expect(actionsOf(problem())).toEqual(['quick:sync.start', 'quick:connector.health', 'notice.mute'])
    expect(actionsOf(problem({ code: 'key-dead' }))).toEqual([
      'quick:api-key.rotate',
      'quick:connector.health',
      'notice.mute',
    ])
    expect(actionsOf(problem({ code: 'unreadable', connector: '' }))).toEqual([])
  })

  it('names some of many, counts the rest, and has one button for all', () => {
    const all = Array.from({ length: 1000 }, (_, n) => problem({ name: `c${n}`, connector: `c${n}` }))
    const { text, blocks } = noticeCard(cardOf(...all), 'prod')
    expect(text).toBe('Sync failed: 1,000 connectors')
    expect(textOf(blocks)).toContain('and 985 more')
    expect(actionsOf(...all)).toEqual(['notice.all', 'notice.mute'])
  })

  it('tells that it is over, after how long, and loses its buttons', () => {
    const closed = new Date(at.getTime() + 42 * 60_000).toISOString()
    const { text, blocks } = noticeCard({ ...cardOf(problem()), closed }, 'prod')
    expect(text).toBe('Recovered: shop')
    expect(textOf(blocks)).toContain('Sync failed for 42 minutes')
    expect(blocks.some(({ type }) => type === 'actions')).toBe(false)
    expect(noticeCard({ ...cardOf(problem()), closed, unwatched: true }, 'prod').text).toBe(
      'No longer watched: shop',
    )
  })

  it('makes nothing active of what stands in names and errors, and keeps within the limits of Slack', () => {
    fc.assert(
      fc.property(
        fc.tuple(hostileTexts, hostileTexts, hostileTexts),
        fc.integer({ min: 1, max: 8 }),
        ([name, what, next], n) => {
          const problems = Array.from({ length: n }, (_, k) =>
            problem({ name, what, next, connector: `${k}`, code: 'sync-failed' }),
          )
          const drawn = noticeCard(cardOf(...problems), name)
          expect(activeTexts(drawn.blocks)).toEqual([])
          expect(drawn.text).not.toMatch(/[<>]/)
          expect(Array.from(drawn.text).length).toBeLessThanOrEqual(16_000)
        },
      ),
      { numRuns: hostileNames },
    )
  })
})
