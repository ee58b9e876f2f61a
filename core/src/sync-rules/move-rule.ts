import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { connectorField } from '../steps/connector-field.ts'
import { defineDraft } from './define-draft.ts'
import { placeField, placeOf, rulesIn, whichField } from './rule-places.ts'

export const moveRule = defineDraft({
  name: 'rules.move',
  title: 'Move sync rule',
  summary:
    'Puts a basic rule of the draft before or behind others: the first that matches a document decides.',
  input: z.strictObject({ connector: connectorField, which: whichField, place: placeField }),
  drafted: ({ which, place }, before) => {
    const rules = rulesIn(before)
    const from = placeOf(rules, which)
    const moved = rules[from]
    if (moved === undefined || place > rules.length || place - 1 === from) {
      throw new PatchbayError(
        'input.invalid',
        place - 1 === from
          ? 'place: it stands there already.'
          : `place: the draft has ${counted(rules.length, 'rule')}.`,
        { field: 'place', next: `Give another place from 1 to ${rules.length}.` },
      )
    }
    return { rules: rules.toSpliced(from, 1).toSpliced(place - 1, 0, moved) }
  },
})
