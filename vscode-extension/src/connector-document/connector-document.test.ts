import { describe, expect, it } from 'vitest'
import type { ConnectorDocument, ConnectorState } from './connector-state.ts'
import { placeOf, readText, textOf } from './document-text.ts'
import { conflicts, planChanges } from './plan-changes.ts'

const document: ConnectorDocument = {
  name: 'products',
  description: '',
  configuration: { host: 'db', port: 5432, password: '(set)', ssl_enabled: false },
  schedule: { full: { enabled: true, cron: '0 0 3 * * ?' } },
  rules: { basic: [], advanced: {} },
}
const secrets = new Set(['password'])
const state: ConnectorState = {
  id: 'c1',
  serviceType: 'postgresql',
  managed: true,
  draft: false,
  document,
  secrets,
}
const text = textOf(state, 'prod')

const changed = (change: (draft: ConnectorDocument) => void): ConnectorDocument => {
  const draft = structuredClone(document)
  change(draft)
  return draft
}
const planned = (change: (draft: ConnectorDocument) => void) =>
  planChanges('c1', document, changed(change)).map(({ operation, input, asks }) => [operation, input, asks])

describe('the document of a connector', () => {
  it('is read as it was written', () => {
    expect(readText(text, secrets)).toEqual({ document })
  })

  it('holds a hostile name in one line of comment', () => {
    const hostile = { ...state, document: { ...document, name: 'a\n{"configuration":{}}\u2028*/' } }
    expect(readText(textOf(hostile, 'prod'), secrets)).toEqual({ document: hostile.document })
  })

  it.each([
    ['broken JSON', '{ "name": ', /JSON/],
    ['an unknown part', text.replace('"description"', '"descripton"'), /descripton/],
    ['a typed secret', text.replace('(set)', 'swordfish'), /secret must not stand in a file/],
    ['a schedule that is none', text.replace('0 0 3 * * ?', 'every night'), /every night/],
    [
      'a rule without a field',
      text.replace('"basic": []', '"basic": [{"policy":"exclude"}]'),
      /rules\.basic\.0/,
    ],
  ])('says what is wrong with %s, and where', (_what, wrong, message) => {
    const said = readText(wrong, secrets)
    if ('document' in said) throw new Error('It was taken.')
    const [problem] = said.problems
    expect(problem?.message).toMatch(message)
    expect(problem?.message).not.toContain('swordfish')
    expect(problem?.end).toBeGreaterThan(problem?.start ?? Infinity)
    expect(problem?.end).toBeLessThanOrEqual(wrong.length)
  })

  it('marks the field that an operation refused', () => {
    const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end)
    expect(at(placeOf(text, 'values.port', {}))).toBe('5432')
    expect(at(placeOf(text, 'cron', { kind: 'full' }))).toBe('"0 0 3 * * ?"')
    expect(at(placeOf(text, 'rules', {}))).toBe('[]')
  })
})

describe('what a saved document changes', () => {
  it('is nothing where nothing was changed, or a line was taken out', () => {
    expect(planned(() => undefined)).toEqual([])
    expect(
      planned((draft) => {
        delete draft.configuration['port']
        delete draft.schedule.full
      }),
    ).toEqual([])
  })

  it('is each part by its own operation', () => {
    const change = (draft: ConnectorDocument): void => {
      draft.description = 'the shop'
      draft.configuration['port'] = 5433
      draft.schedule.full = { enabled: false, cron: '0 0 3 * * ?' }
      draft.rules.basic.push({ policy: 'exclude', field: 'status', rule: 'equals', value: 'draft' })
    }
    expect(planned(change)).toEqual([
      ['connector.rename', { connector: 'c1', description: 'the shop' }, []],
      ['connector.configure', { connector: 'c1', values: { port: 5433 } }, []],
      ['connector.schedule', { connector: 'c1', kind: 'full', enabled: false, cron: '0 0 3 * * ?' }, []],
      [
        'rules.draft',
        {
          connector: 'c1',
          rules: [{ policy: 'exclude', field: 'status', rule: 'equals', value: 'draft' }],
          advanced: {},
        },
        [],
      ],
    ])
  })

  it('keeps a secret that nobody touched, asks for a new one, and empties one', () => {
    expect(planned((draft) => (draft.configuration['host'] = 'db2'))).toEqual([
      ['connector.configure', { connector: 'c1', values: { host: 'db2' } }, []],
    ])
    expect(planned((draft) => (draft.configuration['password'] = '(ask)'))).toEqual([
      ['connector.configure', { connector: 'c1', values: {} }, ['password']],
    ])
    expect(planned((draft) => (draft.configuration['password'] = ''))).toEqual([
      ['connector.configure', { connector: 'c1', values: { password: '' } }, []],
    ])
  })

  it('is a conflict only where somebody else changed the same', () => {
    const mine = planChanges(
      'c1',
      document,
      changed((draft) => (draft.configuration['port'] = 1)),
    )
    const other = changed((draft) => (draft.configuration['host'] = 'elsewhere'))
    const same = changed((draft) => (draft.configuration['port'] = 2))
    expect(conflicts(mine, { read: document, now: other })).toEqual([])
    expect(conflicts(mine, { read: document, now: same })).toEqual(['configuration.port'])
  })
})
