import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import type { RuleInput } from '../protocol/rule-input.ts'
import { ownRules, type RuleSet } from '../protocol/sync-rules.ts'

/** Which rule is meant. */
export const whichField = z
  .string()
  .min(1)
  .max(200)
  .describe('which rule: its place in the draft, counted from 1, or its id')

/** Where a rule goes: the first match decides. */
export const placeField = z.int().min(1).max(501).describe('its place among the basic rules, counted from 1')

/** The basic rules of a draft as they are given again; where they stand says their order. */
export const rulesIn = (draft: RuleSet): (RuleInput & { id: string })[] =>
  ownRules(draft).map(({ id, policy, field, rule, value }) => ({ id, policy, field, rule, value }))

/** @throws PatchbayError `input.invalid` where there is no such rule. */
export const placeOf = (rules: readonly { id: string }[], which: string): number => {
  const byId = rules.findIndex(({ id }) => id === which)
  if (byId !== -1) return byId
  const place = /^\d+$/.test(which) ? Number(which) - 1 : -1
  if (rules[place] !== undefined) return place
  throw new PatchbayError('input.invalid', `which: there is no rule "${which}".`, {
    field: 'which',
    next:
      rules.length === 0
        ? 'The draft has no basic rule: `patchbay rules add` makes one.'
        : `The draft has ${counted(rules.length, 'rule')}: \`patchbay rules get\` shows them.`,
  })
}
