import { z } from 'zod'
import { inspectIndex } from '../elasticsearch/inspect-index.ts'
import { PatchbayError } from '../errors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toMakeIndex } from '../privileges/connector-privileges.ts'
import { allOf, type Required } from '../privileges/required.ts'
import { languages, usualContentPatterns } from '../protocol/content-index.ts'
import { checkIndexName } from '../protocol/index-names.ts'
import { makeIndex } from '../steps/make-index.ts'

const input = z.strictObject({
  index: z.string().min(1).describe('name of the new index'),
  language: z
    .enum(languages)
    .optional()
    .describe('language of its texts: they are searched by stem, beginning and parts of words too'),
})

/** Asked about in general, without a name, it is about what content indices are usually called. */
const toCreate = ({ index }: { index?: string | undefined }): Required =>
  allOf(...(index === undefined ? usualContentPatterns : [index]).map(toMakeIndex))

export const createIndex = defineOperation({
  name: 'index.create',
  version: 1,
  title: 'Create index',
  summary: 'Makes an empty content index, as a connector would.',
  risk: 'routine',
  input,
  privileges: (asked) => toCreate(asked),
  validate:
    () =>
    async (context, { index }) => {
      checkIndexName(index, 'index')
      if ((await inspectIndex(context.es, index)) === undefined) return
      throw new PatchbayError('input.invalid', `index: "${index}" is there already.`, {
        field: 'index',
        next: `\`patchbay index mappings ${index}\` shows its fields.`,
      })
    },
  plan:
    () =>
    async (_context, { index, language }) => ({
      headline: `Create index · ${index}`,
      changes: [
        { what: 'index', to: `${index}, empty` },
        ...(language === undefined ? [] : [{ what: 'language', to: language }]),
      ],
      after: [
        `a connector can be given it: \`patchbay connector create … --index-name ${index} --use-existing-index\``,
      ],
    }),
  run: () => async (context, asked) => makeIndex(context, { index: asked.index, language: asked.language }),
})
