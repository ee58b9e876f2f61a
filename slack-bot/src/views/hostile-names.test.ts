import { createCore } from '@patchbay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formView } from '../commands/open-form.ts'
import { digestMessage } from '../digest/digest-message.ts'
import { changedMessage, subscriptionsMessage } from '../notices/notices-message.ts'
import { reminderMessage } from '../reminders/reminder-message.ts'
import { activeTexts, hostileNames, hostileTexts } from '../testing/hostile-texts.ts'
import { answerMessage } from './answer-message.ts'
import { bold, line, text } from './blocks.ts'
import { goneMessage } from './run-message.ts'

const core = createCore()
const operation = (name: string) => {
  const found = core.operations.find((one) => one.name === name)
  if (found === undefined) throw new Error(`There is no ${name}.`)
  return found
}
const now = new Date('2026-11-25T10:00:00Z')

/** Every other view that shows what people or data sources wrote; messages of runs, cards and home tabs have their own. */
const views: readonly ((name: string) => unknown)[] = [
  (name) => {
    const items = [{ id: name, name, serviceType: name, status: name, index: name, error: name }]
    return answerMessage(
      { operation: operation('connector.list'), input: {} },
      { state: 'read', result: { total: 1, items } },
      now,
    )
  },
  (name) => {
    const findings = [{ grade: 'bad', what: name, next: name }]
    const result = { name, badge: name, grade: 'bad', findings, lastSeen: null, lastSynced: null }
    return answerMessage(
      { operation: operation('connector.health'), input: {} },
      { state: 'read', result },
      now,
    )
  },
  (name) =>
    formView({
      cluster: 'c',
      operation: operation('connector.create'),
      input: { name: name.slice(0, 300), description: name.slice(0, 300) },
    }),
  (name) =>
    digestMessage({
      cluster: 'c',
      zone: 'UTC',
      connectors: [name],
      since: now,
      syncs: { jobs: 1, completed: 0, failed: 1, written: 0, deleted: 0 },
      errors: [{ error: name, jobs: 1 }],
      waiting: [{ title: 'Rotate', target: name, requester: name }],
      bad: 1,
      warnings: 0,
      keys: [{ name, what: name }],
      setUp: [name],
    }),
  (name) => {
    const watch = { connectors: [name], severity: 'bad' as const, as: name }
    const mute = { connector: name, code: name, until: null, by: name }
    const heard = { watches: [watch], digests: [], mutes: [mute] }
    const clusters = [
      { cluster: name, heard },
      { cluster: name, heard: { why: name } },
    ]
    const changed = { who: name, did: name, more: [text(name)] }
    return [subscriptionsMessage(clusters), changedMessage(changed, [line(bold(name), text(name))])]
  },
  (name) => goneMessage(name, { requester: name, why: { message: name } }),
  (name) => {
    const run = {
      run: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
      state: 'waiting',
      operation: 'api-key.rotate',
      title: name,
      risk: 'guarded',
      target: name,
      requester: name,
      requestedAt: now.toISOString(),
      reason: name,
      signedIn: false,
      missing: [],
      votesNeeded: 1,
      votes: [],
      decideBy: null,
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
    }
    return reminderMessage(run, { kind: 'last-call', now, call: [] })
  },
]

/** `text` beside blocks is mrkdwn, in which `<…>` is active. */
const summaries = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap(summaries)
    : typeof value === 'object' && value !== null && 'blocks' in value && 'text' in value
      ? [String(value.text)]
      : []

describe('every view', () => {
  it(`makes none of ${hostileNames.toLocaleString('en-US')} hostile names active`, () => {
    let active = 0
    fc.assert(
      fc.property(hostileTexts, (name) => {
        for (const view of views) {
          const drawn = view(name)
          active += activeTexts(drawn).length
          for (const summary of summaries(drawn))
            expect(summary).not.toMatch(/[<>\u202a-\u202e\u2066-\u2069]/)
        }
      }),
      { numRuns: hostileNames },
    )
    expect(active).toBe(0)
  })
})
