import { ruleFilter, type DataSource } from '@patchbay/core/sync'
import { wholeJson } from '@patchbay/core/testing'
import { expect, it } from 'vitest'
import { firstSeed, forEachSeed, type Random, seeded } from './seeded.ts'

const sets = Number(process.env['PATCHBAY_RUNS'] ?? 60)

/** Whole numbers, as texts: at the edges of what JavaScript and databases hold. */
export const wholes = [
  '0',
  '1',
  '-1',
  '5',
  '10',
  '2024',
  '9007199254740991',
  '9007199254740993',
  '9223372036854775807',
  '-9223372036854775808',
]
/** Texts that collations, patterns and encodings take for others. */
export const texts = [
  '',
  'a',
  'A',
  'a ',
  ' a',
  'ab',
  'aba',
  'é',
  'e\u0301',
  'É',
  '😀',
  '\uffff',
  '\ue000',
  'a\nb',
  'ab\n',
  '5',
  '5.0',
  ' 5',
  '05',
  'true',
  'True',
  "it's",
  String.raw`back\slash`,
  '%',
  '_',
  '"',
  'a.b',
  '$1',
  '(a)',
  '2024-01-01',
  '2024-01-01T00:00:00Z',
  '2024-01',
  '2024-01-01 01:00',
  '12-01',
]
/** Times in UTC, around those that rules name. */
export const times = [
  '2024-01-01 00:00:00',
  '2024-01-01 00:00:00.0005',
  '2023-12-31 23:59:59.9999',
  '2024-01-01 00:00:01',
  '2024-01-01 01:00:00',
  '2023-12-31 00:00:00',
  '1999-05-05 05:05:05',
  '9999-12-31 23:59:59',
]
const ruleValues = [
  ...wholes,
  ...texts,
  '5.5',
  '-0.5',
  '1e3',
  '9007199254740992.0',
  '1e22',
  '1e400',
  '-0',
  '+5',
  'FALSE',
  '2024-01-01T00:00:00.000Z',
  '2024-01-01T01:00:00+01:00',
  '0900-01-01',
  '9999-12-31',
  '2024-13-01',
  '\ud800',
  'a\0b',
  '.*',
  '[',
  'x'.repeat(2e3),
]
const patterns = ['.*', 'a.*', String.raw`\d+`, '2024', '']
const operators = ['equals', 'contains', 'starts_with', 'ends_with', '>', '<', 'regex'] as const

const pick = <T>(random: Random, from: readonly T[]): T | undefined => from[random.below(from.length)]

const ruleOf = (random: Random, fields: readonly string[], order: number) => {
  const rule = pick(random, operators) ?? 'equals'
  return {
    id: `rule-${order}`,
    policy: random.chance(0.6) ? ('exclude' as const) : ('include' as const),
    field: pick(random, fields) ?? '',
    rule,
    value: pick(random, rule === 'regex' ? patterns : ruleValues) ?? '',
    order,
  }
}

type Rules = ReturnType<typeof ruleOf>[]

const listed = async (source: DataSource, rules?: Rules): Promise<Map<string, string>> => {
  const documents = new Map<string, string>()
  for await (const page of source.documents({ signal: new AbortController().signal, rules })) {
    if (page.kind !== 'documents') continue
    for (const { id, json } of page.documents) documents.set(id, wholeJson(json, page).toString())
  }
  return documents
}

const kept = (documents: ReadonlyMap<string, string>, rules: Rules): [string, string][] => {
  const keeps = ruleFilter(rules)
  return [...documents].filter(([, json]) => keeps?.(Buffer.from(json)) ?? true)
}

/** Rules as a person says them: what a source of its own leaves out to the last document. */
const plainRules = (field: (name: 'whole' | 'text' | 'time' | 'key') => string): Rules[] => {
  const rule = (policy: 'include' | 'exclude', name: Parameters<typeof field>[0], is: string) => {
    const [operator = '', ...value] = is.split(' ')
    const found = operators.find((one) => one === operator) ?? 'equals'
    return { id: is, policy, field: field(name), rule: found, value: value.join(' '), order: 0 }
  }
  return [
    [rule('exclude', 'whole', '> 5')],
    [rule('exclude', 'text', 'equals a')],
    [rule('exclude', 'text', 'starts_with a'), rule('exclude', 'text', 'contains 5')],
    [rule('exclude', 'time', '> 2023-12-31T12:00:00Z')],
    [rule('include', 'text', 'equals a'), rule('include', 'whole', '< 0'), rule('exclude', 'key', '> -1')],
  ]
}

/** Whatever a source leaves out by itself, what comes of rules is what the worker alone would have made of them. */
export const pushedRulesCases = (
  subject: () => Promise<{
    source: DataSource
    fields: readonly string[]
    plain: Parameters<typeof plainRules>[0]
  }>,
): void => {
  it(
    `leaves out only what rules exclude (${sets} sets of rules from seed ${firstSeed}), and all of it where they are plain`,
    async () => {
      const { source, fields, plain } = await subject()
      const all = await listed(source)
      for (const rules of plainRules(plain)) {
        const wanted = kept(all, rules)
        expect({ rules, is: wanted.length < all.size }).toEqual({ rules, is: true })
        expect({ rules, given: [...(await listed(source, rules))] }).toEqual({ rules, given: wanted })
      }
      await forEachSeed(sets, async (seed) => {
        const random = seeded(seed)
        const rules = Array.from({ length: 1 + random.below(3) }, (_, order) => ruleOf(random, fields, order))
        const found = kept(await listed(source, rules), rules)
        expect({ rules, kept: found }).toEqual({ rules, kept: kept(all, rules) })
      })
    },
    60_000 + sets * 1_000,
  )
}
