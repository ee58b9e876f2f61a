import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toDropIndex } from '../privileges/connector-privileges.ts'
import { aclIndexName } from '../protocol/index-names.ts'
import { connectorLabel, connectorWord } from '../steps/connector-target.ts'
import { dropIndex } from '../steps/drop-index.ts'
import { indexField } from './index-field.ts'
import { toUseIndex } from './index-privileges.ts'
import { indexHeadline, indexTarget, type IndexTarget, requireNoAlias } from './index-target.ts'

const input = z.strictObject({
  index: indexField,
  evenIfUsed: z.boolean().default(false).describe('also when a connector writes to it'),
})

export const deleteIndex = defineOperation({
  name: 'index.delete',
  version: 1,
  title: 'Delete index',
  summary: 'Deletes a content index with its documents and identities.',
  risk: 'irreversible',
  input,
  target: indexTarget,
  basis: ({ index, connector }: IndexTarget) => ({ index, connector: connector?.id ?? null }),
  privileges: (_input, found, { version }) => toUseIndex(found, version, toDropIndex),
  validate:
    () =>
    async (_context, { evenIfUsed }, found) => {
      requireNoAlias(found)
      const { index, connector } = found
      if (connector === undefined || evenIfUsed) return
      throw new PatchbayError(
        'connector.state',
        `The connector "${connectorLabel(connector)}" writes to "${index}".`,
        {
          field: 'index',
          next: `Delete both with \`patchbay connector delete ${connectorWord(connector)} --with-index\`, or the index alone with --even-if-used.`,
        },
      )
    },
  plan: () => async (_context, _input, found) => {
    const { index, documents, connector } = found
    return {
      headline: `Delete index · ${indexHeadline(found)}`,
      changes: [
        {
          what: index,
          from: documents === undefined ? 'its documents' : counted(documents, 'document'),
          to: 'gone',
        },
        { what: aclIndexName(index), from: 'its identities, if there are any', to: 'gone' },
      ],
      ...(connector !== undefined && {
        warnings: [
          `the connector "${connectorLabel(connector)}" keeps this index name: its next sync makes the index again`,
        ],
      }),
      irreversible: "The index and its documents can't be brought back.",
    }
  },
  run:
    () =>
    async (context, _input, { index, connector }) => {
      await dropIndex(context, index)
      return { deletedIndex: index, connector: connector?.id ?? null }
    },
})
