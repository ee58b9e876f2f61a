import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadIndex } from '../privileges/connector-privileges.ts'
import { indexField } from './index-field.ts'
import { toUseIndex } from './index-privileges.ts'
import { indexTarget } from './index-target.ts'
import { fieldRows, mappingsSchema } from './field-rows.ts'

const input = z.strictObject({ index: indexField })

const answerSchema = z.record(z.string(), z.object({ mappings: mappingsSchema.default({}) }))

export const showMappings = defineOperation({
  name: 'index.mappings',
  version: 1,
  title: 'Show mappings',
  summary: 'Shows the fields of a content index and how each can be searched.',
  risk: 'read',
  input,
  target: indexTarget,
  privileges: (_input, found, { version }) => toUseIndex(found, version, toReadIndex),
  run:
    () =>
    async (context, _input, { index }) => {
      const answer = answerSchema.parse(await context.es.indices.getMapping({ index }))
      const items = Object.values(answer).flatMap(({ mappings }) => fieldRows(mappings))
      return { index, items, total: items.length }
    },
})
