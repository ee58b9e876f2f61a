import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { connectorField } from '../steps/connector-field.ts'
import { draftFields } from '../steps/drafted-rules.ts'
import { defineDraft } from './define-draft.ts'

export const draftRules = defineDraft({
  name: 'rules.draft',
  title: 'Draft sync rules',
  summary: 'Writes a new draft of the sync rules of a connector; nothing changes until it is activated.',
  input: z.strictObject({ connector: connectorField, ...draftFields }),
  drafted: ({ rules, advanced }) => {
    if (advanced !== undefined && (typeof advanced !== 'object' || advanced === null)) {
      throw new PatchbayError('input.invalid', 'advanced: must be a JSON object or an array.', {
        field: 'advanced',
        next: 'Give {} to have none.',
      })
    }
    if (rules !== undefined || advanced !== undefined) return { rules, advanced }
    throw new PatchbayError('input.invalid', 'rules: give basic rules, an advanced one or both.', {
      field: 'rules',
      next: 'To leave out documents: --rules \'[{"policy":"exclude","field":"status","rule":"equals","value":"draft"}]\'.',
    })
  },
})
