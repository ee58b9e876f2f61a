import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { ruleInputSchema } from '../protocol/rule-input.ts'
import { connectorField } from '../steps/connector-field.ts'
import { defineDraft } from './define-draft.ts'
import { placeOf, rulesIn, whichField } from './rule-places.ts'

const { policy, field, rule, value } = ruleInputSchema.shape

export const editRule = defineDraft({
  name: 'rules.edit',
  title: 'Edit sync rule',
  summary: 'Changes one basic rule in the draft of the sync rules; nothing changes until it is activated.',
  input: z.strictObject({
    connector: connectorField,
    which: whichField,
    policy: policy.optional(),
    field: field.optional(),
    rule: rule.optional(),
    value: value.optional(),
  }),
  drafted: (asked, before) => {
    const rules = rulesIn(before)
    const place = placeOf(rules, asked.which)
    return {
      rules: rules.map((now, at) => {
        if (at !== place) return now
        const changed = {
          ...now,
          policy: asked.policy ?? now.policy,
          field: asked.field ?? now.field,
          rule: asked.rule ?? now.rule,
          value: asked.value ?? now.value,
        }
        if (JSON.stringify(changed) !== JSON.stringify(now)) return changed
        throw new PatchbayError('input.invalid', 'value: the rule says so already.', {
          field: 'value',
          next: 'Give another policy, field, rule or value.',
        })
      }),
    }
  },
})
