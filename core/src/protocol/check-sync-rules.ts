import { z } from 'zod'
import { advancedProblems } from './advanced-rules.ts'
import type { Connector } from './connector.ts'
import { findServiceType } from './service-types.ts'
import {
  advancedRule,
  defaultRuleId,
  isEmptyRule,
  ownRules,
  type RuleSet,
  ruleWords,
  type SyncRule,
} from './sync-rules.ts'

/** What is wrong with a rule set, or worth knowing. */
export interface RuleFinding {
  /** `rule 2`, or `advanced`. */
  where: string
  /** The ids of the rules that it is about. */
  ids: string[]
  problem: string
  /** False for what is allowed and may surprise. */
  wrong: boolean
}

/** How people count: the first rule is rule 1. */
interface Placed {
  rule: SyncRule
  where: string
}

const finding = ({ rule, where }: Placed, problem: string, wrong = true): RuleFinding => ({
  where,
  ids: [rule.id],
  problem,
  wrong,
})

/** Python's spelling of what both languages have: flags in front, named groups, the very end. */
const inOurSpelling = (pattern: string): string =>
  pattern
    .replace(/^\(\?[aiLmsux]+\)/, '')
    .replaceAll('(?P<', '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\Z$/, '$')

const regexProblem = (pattern: string): string | undefined => {
  if (pattern === '.*' || pattern === '(.*)') return 'matches everything: leave the rule out'
  try {
    return new RegExp(inOurSpelling(pattern)) instanceof RegExp ? undefined : 'is no regular expression'
  } catch (error) {
    const why = error instanceof Error ? (error.message.split(': ').at(-1) ?? '') : String(error)
    return `${JSON.stringify(pattern)} is no regular expression: ${why}`
  }
}

/** What an engine of linear time leaves out: lookaround and back references. */
const beyondLinearTime = /\(\?<?[=!]|\(\?P=|\\[1-9]/

const isNumber = (value: string): boolean => value.trim() !== '' && Number.isFinite(Number(value))
const isDate = (value: string): boolean => /^\d{4}/.test(value) && !Number.isNaN(Date.parse(value))

const ofOne = (placed: Placed): RuleFinding[] => {
  const { field, rule: operator, value } = placed.rule
  const found: RuleFinding[] = []
  if (field.trim() === '') found.push(finding(placed, 'field: must not be empty.'))
  if (field.includes('.'))
    found.push(
      finding(
        placed,
        `field: ${JSON.stringify(field)} is looked for as it is; fields within fields can't be named.`,
        false,
      ),
    )
  if (value === '') found.push(finding(placed, 'value: must not be empty.'))
  const broken = operator === 'regex' && value !== '' ? regexProblem(value) : undefined
  if (broken !== undefined) found.push(finding(placed, `value: ${broken}.`))
  if (operator === 'regex' && broken === undefined && beyondLinearTime.test(value))
    found.push(
      finding(
        placed,
        "value: lookaround and back references are not for Patchbay's own worker: its syncs end with an error while this rule holds.",
        false,
      ),
    )
  if ((operator === '>' || operator === '<') && value !== '' && !isNumber(value) && !isDate(value))
    found.push(
      finding(
        placed,
        `value: ${JSON.stringify(value)} is neither a number nor a date: texts are compared by alphabet. A number in this field doesn't match here, and ends a sync of Elastic's own service with an error.`,
        false,
      ),
    )
  return found
}

/** Rules that share what `key` says, other than the first of them. */
const repeated = (rules: readonly Placed[], key: (rule: SyncRule) => string): [Placed, Placed][] =>
  [...Map.groupBy(rules, ({ rule }) => key(rule)).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : others.map((other): [Placed, Placed] => [first, other]),
  )

const twice = (rules: readonly Placed[]): RuleFinding[] => [
  ...repeated(rules, ({ field, rule, value }) => JSON.stringify([field, rule, value])).map(
    ([first, other]) => ({
      ...finding(other, `asks the same as ${first.where}: ${ruleWords(other.rule)}.`),
      ids: [first.rule.id, other.rule.id],
    }),
  ),
  ...repeated(rules, ({ order }) => String(order)).map(([first, other]) => ({
    ...finding(other, `order: ${first.where} has ${other.rule.order} too, and the first match decides.`),
    ids: [first.rule.id, other.rule.id],
  })),
  ...repeated(rules, ({ id }) => id).map(([first, other]) =>
    finding(other, `id: ${first.where} has ${JSON.stringify(other.rule.id)} too.`),
  ),
]

const switches = z.object({
  sync_rules: z
    .object({
      basic: z.object({ enabled: z.boolean().nullish() }).nullish(),
      advanced: z.object({ enabled: z.boolean().nullish() }).nullish(),
    })
    .nullish(),
})

/** Whether the connector says that it applies such rules; one that says nothing does what its service type does. */
const applies = (
  { features, service_type: serviceType }: Pick<Connector, 'features' | 'service_type'>,
  kind: 'basic' | 'advanced',
): boolean => {
  const said = switches.safeParse(features ?? {}).data?.sync_rules?.[kind]?.enabled
  const type = findServiceType(serviceType)?.features
  return said ?? (kind === 'basic' ? type?.basic_rules : type?.advanced_rules) ?? true
}

const defaultProblem = ({ rules }: RuleSet): RuleFinding[] => {
  const defaults = rules.filter(({ id }) => id === defaultRuleId)
  const last = rules.toSorted((a, b) => a.order - b.order).at(-1)
  if (defaults.length === 1 && last?.id === defaultRuleId) return []
  const problem = 'the default rule must stand there once, after all others; draft the rules again.'
  return [{ where: 'default rule', ids: [defaultRuleId], problem, wrong: true }]
}

/** Everything that can be said about a rule set without asking the data source. */
export const checkSyncRules = (
  connector: Pick<Connector, 'features' | 'service_type'>,
  set: RuleSet,
): RuleFinding[] => {
  const rules = ownRules(set).map((rule, at) => ({ rule, where: `rule ${at + 1}` }))
  const advanced = advancedRule(set)
  const type = connector.service_type ?? 'this connector'
  const off = (kind: 'basic' | 'advanced', where: string, used: boolean): RuleFinding[] =>
    !used || applies(connector, kind)
      ? []
      : [
          {
            where,
            ids: [],
            problem: `${kind} rules are not a feature of ${type} here: they would be passed over.`,
            wrong: true,
          },
        ]
  const ofAdvanced = advancedProblems(connector.service_type, advanced).map((problem) => ({
    where: 'advanced',
    ids: [],
    problem,
    wrong: true,
  }))
  return [
    ...rules.flatMap(ofOne),
    ...twice(rules),
    ...(rules.length === 0 && set.rules.length === 0 ? [] : defaultProblem(set)),
    ...off('basic', 'rules', rules.length > 0),
    ...(ofAdvanced.length > 0 ? ofAdvanced : off('advanced', 'advanced', !isEmptyRule(advanced))),
  ]
}
