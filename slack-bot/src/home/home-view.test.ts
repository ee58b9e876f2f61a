import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activeTexts, hostileNames, hostileTexts } from '../testing/hostile-texts.ts'
import { type HomeContents, homeView } from './home-view.ts'
import { sparkline, sparkWords } from './sparkline.ts'

const run = (more: object = {}) => ({
  run: '01M895TX6R0J7DTJKGDZ393JH6',
  title: 'Rotate API key',
  target: 'shop',
  state: 'waiting',
  requester: 'ada',
  waitsFor: null,
  votes: [],
  ...more,
})
const problem = (more: object = {}) => ({
  name: 'shop',
  grade: 'bad' as const,
  code: 'sync-failed',
  what: 'its last sync failed',
  next: 'patchbay sync start s',
  connector: 's',
  ...more,
})
const contents = (more: Partial<HomeContents> = {}): HomeContents => ({
  username: 'grace',
  by: 'link',
  cluster: 'prod',
  clusters: ['prod'],
  runs: [],
  problems: [],
  connectors: [],
  results: new Map(),
  total: 0,
  ...more,
})
const actionsOf = (more: Partial<HomeContents>): string[] =>
  homeView(contents(more)).blocks.flatMap((block) =>
    'elements' in block && block.type === 'actions'
      ? block.elements.map((element) => Reflect.get(element, 'action_id') ?? '')
      : [],
  )
const textOf = (more: Partial<HomeContents>): string => JSON.stringify(homeView(contents(more)).blocks)

describe('homeView', () => {
  it('offers a decision to others than who asked, until they have voted', () => {
    expect(actionsOf({ runs: [run()] })).toContain('home.approve')
    expect(actionsOf({ runs: [run({ requester: 'grace' })] })).not.toContain('home.approve')
    expect(actionsOf({ runs: [run({ votes: [{ by: 'grace', counts: true }] })] })).not.toContain(
      'home.approve',
    )
    expect(actionsOf({ runs: [run({ votes: [{ by: 'grace', counts: false }] })] })).toContain('home.approve')
    expect(actionsOf({ runs: [run({ state: 'approved' })] })).not.toContain('home.approve')
  })

  it('lets whoever asked start what was approved, where policy leaves that to them', () => {
    const approved = { state: 'approved', requester: 'grace', waitsFor: 'start' }
    expect(actionsOf({ runs: [run(approved)] })).toContain('home.start')
    expect(actionsOf({ runs: [run({ ...approved, requester: 'ada' })] })).not.toContain('home.start')
    expect(actionsOf({ runs: [run({ ...approved, waitsFor: null })] })).not.toContain('home.start')
  })

  it('has what helps beside what is wrong, and the last syncs of each connector', () => {
    expect(actionsOf({ problems: [problem()] })).toEqual(
      expect.arrayContaining(['quick:sync.start', 'quick:connector.health']),
    )
    const connector = { id: 's', name: 'shop', status: 'connected', lastSync: 'completed', error: null }
    const results = new Map([
      [
        's',
        [
          { status: 'completed', changed: 9 },
          { status: 'error', changed: 0 },
        ],
      ],
    ])
    const drawn = textOf({ connectors: [connector], results, total: 1 })
    expect(drawn).toContain('█✕')
    expect(drawn).toContain('1 of 2 completed, the last one failed')
  })

  it('keeps within the limits of Slack and makes nothing active, whatever it shows', () => {
    const many = <Item>(of: fc.Arbitrary<Item>) => fc.array(of, { maxLength: 60 })
    const any = fc.record({
      runs: many(
        fc
          .tuple(hostileTexts, fc.boolean())
          .map(([target, mine]) => run({ target, requester: mine ? 'grace' : target })),
      ),
      problems: many(hostileTexts.map((name) => problem({ name, what: name, connector: name.slice(0, 60) }))),
      connectors: many(
        hostileTexts.map((name) => ({ id: name, name, status: name, lastSync: null, error: name })),
      ),
      total: fc.nat(10_000),
      username: hostileTexts,
    })
    fc.assert(
      fc.property(any, (more) => {
        const { blocks } = homeView(contents(more))
        expect(activeTexts(blocks)).toEqual([])
        expect(blocks.length).toBeLessThanOrEqual(100)
        const last = blocks.at(-1)
        // Nothing is cut off at the end: what has no room is named where it would stand.
        expect(JSON.stringify(last)).toContain('/connectors help')
      }),
      { numRuns: hostileNames },
    )
  })
})

describe('sparkline', () => {
  it('shows how each sync ended and how much it changed, and says the same in words', () => {
    const results = [
      { status: 'completed', changed: 4200 },
      { status: 'completed', changed: 0 },
      { status: 'error', changed: 0 },
      { status: 'canceled', changed: 0 },
      { status: 'completed', changed: 13 },
      { status: 'in_progress', changed: 0 },
    ]
    expect(sparkline(results)).toBe('█▁✕○▃◐')
    expect(sparkWords(results)).toBe('3 of 6 completed, one runs')
    expect(sparkWords([])).toBe('no sync in 7 days')
    expect(sparkline([])).toBe('')
  })
})
