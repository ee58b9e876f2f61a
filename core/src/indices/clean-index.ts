import { z } from 'zod'
import { countDocuments } from '../elasticsearch/inspect-index.ts'
import { counted } from '../lib/counted.ts'
import { defineOperation } from '../operations/define-operation.ts'
import type { Required } from '../privileges/required.ts'
import { openJobs } from '../steps/cancel-jobs.ts'
import { deleteDocuments } from './delete-documents.ts'
import { indexField } from './index-field.ts'
import { toUseIndex } from './index-privileges.ts'
import { indexHeadline, indexTarget, type IndexTarget, requireNoAlias } from './index-target.ts'

const input = z.strictObject({ index: indexField })

const toClean = (index: string): Required => ({
  cluster: [],
  index: [{ names: [index], privileges: ['read', 'view_index_metadata', 'delete', 'maintenance'] }],
})

export const cleanIndex = defineOperation({
  name: 'index.clean',
  version: 1,
  title: 'Clean index',
  summary: 'Deletes every document of a content index; the index itself stays.',
  risk: 'irreversible',
  input,
  target: indexTarget,
  basis: ({ index, connector }: IndexTarget) => ({ index, connector: connector?.id ?? null }),
  privileges: (_input, found, { version }) => toUseIndex(found, version, toClean),
  validate: () => async (_context, _input, found) => requireNoAlias(found),
  plan: () => async (context, _input, found) => {
    const { index, documents, connector } = found
    const open = connector === undefined ? [] : await openJobs(context.es, connector.id)
    return {
      headline: `Clean index · ${indexHeadline(found)}`,
      changes: [
        {
          what: index,
          from: documents === undefined ? 'its documents' : counted(documents, 'document'),
          to: 'empty',
        },
      ],
      stays: ['the index with its mappings, its access control index, and the data source'],
      after: [
        connector === undefined ? 'nothing fills it by itself' : 'the next full sync copies everything again',
      ],
      ...(open.length > 0 && {
        warnings: [
          `${counted(open.length, 'sync')} of it waits or runs: cancel first, or documents come back at once`,
        ],
      }),
      irreversible: "The documents can't be brought back but by a sync.",
    }
  },
  run:
    () =>
    async (context, _input, { index }) => {
      const { deleted } = await context.step('delete-documents', {
        run: async () => ({ deleted: await deleteDocuments(context, index) }),
      })
      return { index, deleted, left: (await countDocuments(context.es, index)) ?? null }
    },
})
