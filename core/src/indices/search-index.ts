import { z } from 'zod'
import { searchDocuments } from '../elasticsearch/search-documents.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadIndex } from '../privileges/connector-privileges.ts'
import { documentWords } from '../protocol/document-row.ts'
import { nextPage, pageFields, pageOf } from '../steps/page-fields.ts'
import { indexField } from './index-field.ts'
import { toUseIndex } from './index-privileges.ts'
import { indexTarget } from './index-target.ts'

const input = z.strictObject({
  index: indexField,
  query: z
    .string()
    .trim()
    .min(1)
    .max(1000)
    .optional()
    .describe('words to look for in every field; without: any documents'),
  ...pageFields,
  limit: z.coerce.number().int().min(1).max(100).default(10).describe('at most this many'),
})

export const searchIndex = defineOperation({
  name: 'index.search',
  version: 1,
  title: 'Search index',
  summary: 'Looks for words in the documents of a content index, the best match first.',
  risk: 'read',
  input,
  target: indexTarget,
  privileges: (_input, found, { version }) => toUseIndex(found, version, toReadIndex),
  run:
    () =>
    async (context, asked, { index }) => {
      const { query } = asked
      const { items, total } = await searchDocuments(context.es, index, {
        query: query === undefined ? { match_all: {} } : { multi_match: { query, fields: ['*'] } },
        ...pageOf(asked),
      })
      return {
        index,
        items: items.map(({ id, score, document }) => ({
          id,
          text: documentWords(document),
          score: query === undefined ? null : score,
          document,
        })),
        total,
        next: nextPage(asked, total),
      }
    },
})
