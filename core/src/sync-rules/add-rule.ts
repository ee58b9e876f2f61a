import { z } from 'zod'
import { type RuleInput, ruleInputSchema } from '../protocol/rule-input.ts'
import { connectorField } from '../steps/connector-field.ts'
import { defineDraft } from './define-draft.ts'
import { placeField, rulesIn } from './rule-places.ts'

const { policy, field, rule, value } = ruleInputSchema.shape

export const addRule = defineDraft({
  name: 'rules.add',
  title: 'Add sync rule',
  summary: 'Adds one basic rule to the draft of the sync rules; nothing changes until it is activated.',
  input: z.strictObject({
    connector: connectorField,
    // With these two given, a command line says --policy and --rule as for editing, and not --exclude or --equals.
    policy: policy.default('exclude'),
    field,
    rule: rule.default('equals'),
    value,
    place: placeField.optional().describe('its place among the basic rules, counted from 1; last by default'),
  }),
  drafted: (asked, before) => {
    const rules: RuleInput[] = rulesIn(before)
    const { place = rules.length + 1 } = asked
    const added = { policy: asked.policy, field: asked.field, rule: asked.rule, value: asked.value }
    return { rules: rules.toSpliced(place - 1, 0, added) }
  },
})
