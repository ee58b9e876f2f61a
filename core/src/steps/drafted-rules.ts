import { z } from 'zod'
import type { Ids } from '../deps.ts'
import { type Json, jsonSchema } from '../lib/json.ts'
import { type RuleInput, ruleInputSchema } from '../protocol/rule-input.ts'
import { defaultRuleId, ownRules, type RuleSet, type SyncRule } from '../protocol/sync-rules.ts'

export const draftFields = {
  rules: z
    .array(ruleInputSchema)
    .max(500)
    .optional()
    .describe(
      'all basic rules, such as [{"policy":"exclude","field":"status","rule":"equals","value":"draft"}]; [] removes them',
    ),
  advanced: jsonSchema
    .optional()
    .describe('the advanced rule, an object or an array in the form of the data source; {} removes it'),
}
export interface Drafted {
  rules?: RuleInput[] | undefined
  advanced?: Json | undefined
}

type WrittenRule = Omit<SyncRule, 'created_at' | 'updated_at'>

const same = (a: Omit<WrittenRule, 'id' | 'order'>, b: Omit<WrittenRule, 'id' | 'order'>): boolean =>
  a.policy === b.policy && a.field === b.field && a.rule === b.rule && a.value === b.value

/** The rules as they are stored, in order; one that stood in the draft already keeps its id and the day it was made. */
const withIds = (
  rules: NonNullable<Drafted['rules']>,
  before: RuleSet,
  ids: Pick<Ids, 'ulid'>,
): SyncRule[] => {
  const left = ownRules(before)
  const take = (fits: (rule: SyncRule) => boolean): SyncRule | undefined => {
    const at = left.findIndex(fits)
    return at === -1 ? undefined : left.splice(at, 1)[0]
  }
  return rules
    .map((given, at) => {
      const known = take((rule) => (given.id === undefined ? same(rule, given) : rule.id === given.id))
      const { policy, field, rule, value } = given
      const id = given.id ?? known?.id ?? ids.ulid().toLowerCase()
      return { id, policy, field, rule, value, order: given.order ?? at, created_at: known?.created_at }
    })
    .toSorted((a, b) => a.order - b.order)
    .map((rule) => ({ ...rule, updated_at: undefined }))
}

/** The draft that comes out of what was given; what was not given stays. The default rule stands last. */
export const draftOf = (before: RuleSet, { rules, advanced }: Drafted, ids: Pick<Ids, 'ulid'>): RuleSet => {
  const own = rules === undefined ? ownRules(before) : withIds(rules, before, ids)
  const last = own.at(-1)
  return {
    rules: [
      ...own,
      {
        id: defaultRuleId,
        policy: 'include',
        field: '_',
        rule: 'regex',
        value: '.*',
        order: last === undefined ? 0 : last.order + 1,
        created_at: before.rules.find(({ id }) => id === defaultRuleId)?.created_at,
        updated_at: undefined,
      },
    ],
    advanced_snippet:
      advanced === undefined
        ? before.advanced_snippet
        : {
            value: advanced,
            created_at: before.advanced_snippet.created_at,
            updated_at: undefined,
          },
    validation: { state: 'edited', errors: [] },
  }
}
