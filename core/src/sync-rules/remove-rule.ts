import { z } from 'zod'
import { connectorField } from '../steps/connector-field.ts'
import { defineDraft } from './define-draft.ts'
import { placeOf, rulesIn, whichField } from './rule-places.ts'

export const removeRule = defineDraft({
  name: 'rules.remove',
  title: 'Remove sync rule',
  summary: 'Takes one basic rule out of the draft of the sync rules; nothing changes until it is activated.',
  input: z.strictObject({ connector: connectorField, which: whichField }),
  drafted: ({ which }, before) => {
    const rules = rulesIn(before)
    return { rules: rules.toSpliced(placeOf(rules, which), 1) }
  },
})
