import { describe, expect, it } from 'vitest'
import { checkSyncRules } from './check-sync-rules.ts'
import { syncRulesOf } from './sync-rules.ts'

const postgresql = { service_type: 'postgresql', features: null }
const last = { id: 'DEFAULT', policy: 'include', field: '_', rule: 'regex', value: '.*', order: 1000 }

let made = 0
const rule = (more: object) => {
  const order = (made += 1)
  return { id: `r${order}`, policy: 'exclude', field: 'status', rule: 'equals', value: 'x', order, ...more }
}

const set = (rules: object[], advanced: unknown = {}) =>
  syncRulesOf({
    filtering: [
      {
        active: {},
        draft: { rules, advanced_snippet: { value: advanced }, validation: { state: 'edited' } },
      },
    ],
  }).draft

const wrong = (rules: object[], advanced?: unknown, connector: object = postgresql): string[] =>
  checkSyncRules({ ...postgresql, ...connector }, set([...rules, last], advanced)).flatMap((found) =>
    found.wrong ? [`${found.where}: ${found.problem}`] : [],
  )

const notes = (...rules: object[]): string[] =>
  checkSyncRules(postgresql, set([...rules, last])).flatMap((found) =>
    found.wrong ? [] : [`${found.where}: ${found.problem}`],
  )

describe('checkSyncRules', () => {
  it('notes patterns that only an engine without a time limit knows', () => {
    const note = expect.stringContaining('lookaround and back references')
    expect(notes(rule({ rule: 'regex', value: '(?!draft)x' }))).toEqual([note])
    expect(notes(rule({ rule: 'regex', value: String.raw`(a)\1` }))).toEqual([note])
    expect(notes(rule({ rule: 'regex', value: '(?:a|b)+(?P<n>c)' }))).toEqual([])
  })

  it('takes no rules at all, and rules of every kind', () => {
    expect(wrong([])).toEqual([])
    const operators = ['equals', 'contains', 'starts_with', 'ends_with', 'regex', '>', '<']
    const rules = operators.map((operator) => rule({ rule: operator, value: '2026-01-01' }))
    expect(wrong(rules, [{ tables: ['a'], query: 'SELECT 1' }])).toEqual([])
    expect(notes(...rules)).toEqual([])
  })

  it('names a broken regular expression, and takes those that only Python spells so', () => {
    expect(wrong([rule({}), rule({ rule: 'regex', value: '(' })])).toEqual([
      'rule 2: value: "(" is no regular expression: Unterminated group.',
    ])
    expect(wrong([rule({ rule: 'regex', value: '.*' })])).toEqual([
      'rule 1: value: matches everything: leave the rule out.',
    ])
    expect(wrong([rule({ rule: 'regex', value: '(?i)(?P<a>x)(?P=a)\\Z' })])).toEqual([])
  })

  it('names what is empty', () => {
    expect(wrong([rule({ field: ' ' }), rule({ value: '' })])).toEqual([
      'rule 1: field: must not be empty.',
      'rule 2: value: must not be empty.',
    ])
  })

  it('names rules that ask the same, whatever they do about it, and two of one order', () => {
    expect(wrong([rule({}), rule({ policy: 'include' })])).toEqual([
      'rule 2: asks the same as rule 1: include where status equals "x".',
    ])
    expect(wrong([rule({ order: 7 }), rule({ order: 7, value: 'y' })])).toEqual([
      'rule 2: order: rule 1 has 7 too, and the first match decides.',
    ])
  })

  it('wants the default rule once, and last', () => {
    const sentence = /default rule must stand there once, after all others/
    expect(wrong([rule({ order: 2000 })])[0]).toMatch(sentence)
    expect(wrong([last])[0]).toMatch(sentence)
  })

  it('only notes what is allowed and may surprise', () => {
    expect(notes(rule({ field: 'author.name' }), rule({ rule: '>', value: 'abc' }))).toEqual([
      expect.stringContaining('rule 1: field: "author.name" is looked for as it is'),
      expect.stringContaining('rule 2: value: "abc" is neither a number nor a date'),
    ])
  })

  it('says where a connector would pass rules over', () => {
    const features = { sync_rules: { basic: { enabled: false }, advanced: { enabled: false } } }
    expect(wrong([rule({})], [{ tables: ['a'], query: 'q' }], { features })).toEqual([
      'rules: basic rules are not a feature of postgresql here: they would be passed over.',
      'advanced: advanced rules are not a feature of postgresql here: they would be passed over.',
    ])
  })

  it.each([
    ['postgresql', [{ tables: [], query: 'q' }], 'advanced[0].tables: '],
    ['postgresql', { tables: ['a'] }, 'advanced: '],
    [
      'mongodb',
      { find: { filter: {} }, aggregate: { pipeline: [{}] } },
      'must have find or aggregate, not both',
    ],
    ['mongodb', { find: { fitler: {} } }, 'fitler'],
    ['redis', [{ database: 0 }], 'must have key_pattern, type or both'],
    ['network_drive', [{ pattern: '/etc/*' }], 'must not start with "/"'],
    ['dir', { a: 1 }, 'dir has no advanced rules'],
    ['customized', 'text', 'must be a JSON object or an array'],
  ])('refuses what a %s source does not take: %j', (serviceType, advanced, sentence) => {
    const found = wrong([], advanced, { service_type: serviceType })
    expect(found.join('\n')).toContain(sentence)
  })

  it.each([
    ['mongodb', { aggregate: { pipeline: [{ $match: { a: 1 } }], allowDiskUse: true } }],
    ['redis', [{ database: 0, type: 'HASH' }]],
    ['s3', [{ bucket: 'b', extension: ['.pdf'] }]],
    ['github', [{ repository: 'a', filter: { issue: 'is:bug' } }]],
    ['customized', { anything: true }],
  ])('takes an advanced rule of %s', (serviceType, advanced) => {
    expect(wrong([], advanced, { service_type: serviceType })).toEqual([])
  })
})
