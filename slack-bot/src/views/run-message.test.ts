import type { ShownRun } from '@patchbay/core/words'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activeTexts, hostileNames, hostileTexts } from '../testing/hostile-texts.ts'
import { runMessage, threadLines, workingMessage } from './run-message.ts'

const run = (more: Partial<ShownRun> = {}): ShownRun => ({
  run: '01M895TX6R0J7DTJKGDZ393JH6',
  state: 'waiting',
  operation: 'api-key.rotate',
  title: 'Rotate API key',
  risk: 'guarded',
  target: 'products',
  requester: 'ada',
  requestedAt: '2026-11-25T10:00:00.000Z',
  reason: 'quarterly',
  signedIn: false,
  missing: [],
  votesNeeded: 2,
  votes: [],
  decideBy: '2026-11-25T14:00:00.000Z',
  executeBy: null,
  changed: false,
  digest: 'd',
  steps: [],
  waitsUntil: null,
  waitsFor: null,
  error: null,
  plan: null,
  executeAs: null,
  void: [],
  ...more,
})

const actionsOf = (shown: ShownRun): string[] =>
  runMessage(shown).blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map((element) => element.action_id ?? '') : [],
  )

describe('runMessage', () => {
  it('says where the run stands, and never more than the log does', () => {
    expect(runMessage(run()).text).toContain('waiting · 0 of 2 approvals')
    expect(runMessage(run({ rejectionsNeeded: 2 })).text).toContain('0 of 2 approvals · 0 of 2 rejections')
    expect(runMessage(run({ state: 'approved' })).text).toContain('approved · not yet begun')
    const steps = [
      { name: 'issue', ended: true },
      { name: 'switch', ended: false },
    ]
    expect(runMessage(run({ state: 'executing', steps })).text).toContain(
      'running · 1 step done, now: let the connector use the new key',
    )
    const of = { steps, stepsInAll: 6 }
    expect(runMessage(run({ state: 'executing', ...of })).text).toContain(
      'running · 1 of 6 steps done, now: ',
    )
    expect(runMessage(run({ state: 'failed', ...of })).text).toContain('stopped after 1 of 6 steps')
    expect(runMessage(run({ state: 'done' })).text).toMatch(/: done$/)
    const undo = '`patchbay connector rename` with the former name takes it back'
    const done = runMessage(run({ state: 'done', tookMs: 4123, undo }))
    expect(done.text).toMatch(/: done in 4.1 s$/)
    expect(JSON.stringify(done.blocks)).toContain('/connectors connector rename')
    expect(runMessage(run({ state: 'done', tookMs: 7_200_000 })).text).toMatch(/: done in 120 min$/)
  })

  it('says what it came to, which keys work now, and when it syncs next', () => {
    const outcome = ['the old key still works: `patchbay api-key clean-up c1` ends it']
    const nextSync = '2026-11-25T17:00:00.000Z'
    const drawn = JSON.stringify(runMessage(run({ state: 'done', outcome, nextSync })).blocks)
    expect(drawn).toContain('The old key still works: ')
    expect(drawn).toContain('/connectors api-key clean-up c1')
    expect(drawn).toContain(`"timestamp":${Date.parse(nextSync) / 1000}`)
    const stopped = run({ state: 'failed', outcome: ['the old key still works'] })
    expect(JSON.stringify(runMessage(stopped).blocks)).toContain('The old key still works')
  })

  it("says in the reader's local time when it escalates, and to whom", () => {
    const escalates = [{ at: '2026-11-25T12:00:00.000Z', approvers: ['role:on-call', 'user:linus'] }]
    const [shown] = runMessage(run({ escalates })).blocks
    expect(shown).toMatchObject({
      elements: expect.arrayContaining([
        expect.objectContaining({
          elements: expect.arrayContaining([
            expect.objectContaining({ type: 'date', timestamp: Date.parse('2026-11-25T12:00:00Z') / 1000 }),
            expect.objectContaining({ text: ' on also: anybody with the role on-call or linus' }),
          ]),
        }),
      ]),
    })
  })

  it("says in the reader's local time whom the bot calls by itself, and mentions nobody with it", () => {
    const call = { at: '2026-11-25T12:00:00.000Z', whom: 'the on-call team' }
    const drawn = JSON.stringify(runMessage(run(), { call }).blocks)
    expect(drawn).toContain(' on the bot also calls the on-call team')
    expect(drawn).toContain(`"timestamp":${Date.parse(call.at) / 1000}`)
    expect(activeTexts(runMessage(run(), { call }).blocks)).toEqual([])
  })

  it('says when it begins: by its requester, within hours, or not in time', () => {
    const begins = { byRequester: true, within: ['from 22:00 to 04:00 UTC'] }
    const textOf = (more: Partial<ShownRun>) => JSON.stringify(runMessage(run({ begins, ...more })).blocks)
    expect(textOf({})).toContain('Once approved it begins when its requester starts it')
    expect(textOf({})).toContain('Once approved it begins within the hours from 22:00 to 04:00 UTC')
    const approved = { state: 'approved', executeBy: '2026-11-26T10:00:00.000Z' }
    const toStart = run({ ...approved, begins, waitsFor: 'start' })
    expect(runMessage(toStart).text).toContain('approved · ada starts it')
    expect(textOf({ ...approved, waitsFor: 'start' })).toContain('Start it until ')
    expect(actionsOf(toStart)).toEqual(['run.start', 'run.withdraw', 'run.details'])
    const opensAt = '2026-11-25T22:00:00.000Z'
    const later = textOf({ ...approved, opensAt })
    expect(later).toContain('Policy lets it begin from ')
    expect(later).toContain(`"timestamp":${Date.parse(opensAt) / 1000}`)
    expect(later).not.toContain('run.start')
    expect(textOf({ ...approved, opensAt: approved.executeBy })).toContain('too late: it lapses ')
  })

  it('has the buttons of its state, and none while a click is worked on', () => {
    expect(actionsOf(run())).toEqual(['run.approve', 'run.reject', 'run.withdraw', 'run.details'])
    expect(actionsOf(run({ changed: true }))).not.toContain('run.approve')
    expect(actionsOf(run({ state: 'failed' }))).toContain('run.resume')
    expect(actionsOf(run({ state: 'ready', waitsFor: 'collect' }))).toContain('run.collect')
    expect(actionsOf(run({ state: 'cleared' }))).toEqual(['run.withdraw', 'run.details'])
    expect(actionsOf(run({ state: 'done' }))).toEqual(['run.details'])
    const working = workingMessage(runMessage(run()).blocks)
    expect(working.blocks.some(({ type }) => type === 'actions')).toBe(false)
    expect(working.blocks.slice(0, -1)).toEqual(runMessage(run()).blocks.slice(0, -1))
  })

  it("carries the run's id in its buttons and nothing else", () => {
    const values = runMessage(run()).blocks.flatMap((block) =>
      block.type === 'actions' ? block.elements.map((element) => Reflect.get(element, 'value')) : [],
    )
    expect(new Set(values)).toEqual(new Set([run().run]))
  })

  it('makes no name, reason or plan active, whatever stands in it, and keeps within the limits of Slack', () => {
    fc.assert(
      fc.property(hostileTexts, hostileTexts, hostileTexts, (target, reason, headline) => {
        const plan = { headline, changes: [{ what: target, from: reason, to: headline }], warnings: [reason] }
        const drawn = runMessage(run({ target, reason, plan, requester: target }))
        expect(activeTexts(drawn.blocks)).toEqual([])
        expect(drawn.text).not.toMatch(/[<>]/)
        expect(drawn.text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
        expect(drawn.blocks.length).toBeLessThanOrEqual(50)
        expect(Array.from(drawn.text).length).toBeLessThanOrEqual(16_000)
        for (const text of JSON.stringify(drawn.blocks).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g))
          expect(Array.from(text[1] ?? '').length).toBeLessThanOrEqual(12_000)
      }),
      { numRuns: hostileNames },
    )
  })
})

describe('threadLines', () => {
  it('tells votes, steps and outcome in the order of the log', () => {
    const votes = [{ by: 'grace', choice: 'approve', reason: 'fine', counts: true }]
    const steps = [
      { name: 'issue', ended: true, tookMs: 321 },
      { name: 'something-newer', ended: true },
    ]
    expect(threadLines(run({ state: 'done', votes, steps }))).toEqual([
      'grace approved: "fine"',
      'Step done: make the new key, in 0.3 s',
      'Step done: something-newer',
      'The run is done.',
    ])
  })
})
