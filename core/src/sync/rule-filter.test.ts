import { describe, expect, it } from 'vitest'
import type { SyncRule } from '../protocol/sync-rules.ts'
import { ruleFilter } from './rule-filter.ts'

type Short = [policy: SyncRule['policy'], field: string, rule: SyncRule['rule'], value: string]

const keeps = (rules: Short[], json: string): boolean | undefined =>
  ruleFilter(
    rules.map(([policy, field, rule, value], order) => ({
      id: `r${order}`,
      policy,
      field,
      rule,
      value,
      order,
    })),
  )?.(Buffer.from(json))

/** Whether a rule matches a field `f` of this JSON. */
const matches = (rule: SyncRule['rule'], value: string, json: string): boolean =>
  keeps([['exclude', 'f', rule, value]], `{"id":"x","f":${json}}`) === false

describe('basic sync rules', () => {
  it('are not looked at where there are none', () => {
    expect(ruleFilter([])).toBeUndefined()
  })

  it('decide by the first match, and copy what none matches', () => {
    const rules: Short[] = [
      ['include', 'status', 'equals', 'live'],
      ['exclude', 'status', 'starts_with', 'l'],
    ]
    expect(keeps(rules, '{"status":"live"}')).toBe(true)
    expect(keeps(rules, '{"status":"lost"}')).toBe(false)
    expect(keeps(rules, '{"status":"new"}')).toBe(true)
    expect(keeps(rules, '{}')).toBe(true)
  })

  const table: [SyncRule['rule'], string, string, boolean][] = [
    ['equals', 'draft', '"draft"', true],
    ['equals', 'draft', '"Draft"', false],
    ['equals', '10', '10', true],
    ['equals', '10.0', '10', true],
    ['equals', 'true', 'true', true],
    ['equals', 'False', 'false', true],
    ['equals', 'true', 'false', false],
    ['equals', '', 'null', false],
    ['equals', '9007199254740993', '9007199254740993', true],
    ['equals', '9007199254740993', '9007199254740992', false],
    ['equals', '9007199254740992', '9007199254740993', false],
    ['equals', '2026-11-25T10:00:00+02:00', '"2026-11-25T08:00:00Z"', true],
    ['contains', 'raf', '"draft"', true],
    ['contains', '23', '1234', true],
    ['contains', 'x', 'null', false],
    ['contains', 'b', '{"a":"b"}', true],
    ['ends_with', 'ft', '"draft"', true],
    ['starts_with', 'dr', '["new","draft"]', true],
    ['>', '9', '10', true],
    ['>', '9', '"10"', false],
    ['>', 'abc', '10', false],
    ['<', 'abc', '10', false],
    ['>', '5', 'null', false],
    ['<', '5', 'true', false],
    ['>', '9007199254740992', '9007199254740993', true],
    ['>', '2026-01-01', '"2026-11-25T08:00:00.123+00:00"', true],
    ['<', '2026-01-01', '"2025-12-31 23:59:59"', true],
    ['>', '1e400', '5', false],
    ['regex', 'dr', '"draft"', true],
    ['regex', 'raf', '"draft"', false],
    ['regex', String.raw`(?i)DR.*t\Z`, '"draft"', true],
    ['regex', String.raw`(?P<year>\d{4})`, '2026', true],
  ]
  it.each(table.map((row) => ({ row })))(
    'match what is meant: $row',
    ({ row: [rule, value, json, expected] }) => {
      expect(matches(rule, value, json)).toBe(expected)
    },
  )

  it('sees fields of any name, and no inherited ones', () => {
    expect(keeps([['exclude', '__proto__', 'equals', 'x']], '{"__proto__":"x"}')).toBe(false)
    expect(keeps([['exclude', 'constructor', 'contains', 'Object']], '{"a":1}')).toBe(true)
  })

  it('look at objects that hold whole numbers beyond 2^53, digit for digit', () => {
    const json = '{"a":[{"n":12345678901234567891}]}'
    expect(matches('contains', '12345678901234567891', json)).toBe(true)
    expect(matches('contains', '12345678901234567890', json)).toBe(false)
  })

  it('say which pattern the engine does not know, instead of passing over it', () => {
    expect(() => keeps([['exclude', 'f', 'regex', '(?=a)b']], '{}')).toThrow(/f regex "\(\?=a\)b"/)
  })

  it('take linear time over patterns that are made to take for ever', () => {
    const hostile = `{"f":"${'a'.repeat(100_000)}!"}`
    const begun = process.cpuUsage()
    for (const pattern of ['(a+)+$', '(a|aa)+$', '(.*a){12}b', '([a-z]+)*X'])
      keeps([['exclude', 'f', 'regex', pattern]], hostile)
    expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(5_000)
  })
})
