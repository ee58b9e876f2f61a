import { z } from 'zod'
import { searchDocuments } from '../elasticsearch/search-documents.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadIndex } from '../privileges/connector-privileges.ts'
import { allOf, nothing } from '../privileges/required.ts'
import { documentWords } from '../protocol/document-row.ts'
import { accessControlOf, allowField, identityQuery } from '../protocol/identity.ts'
import { aclIndexName } from '../protocol/index-names.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorTarget } from '../steps/connector-target.ts'
import { nextPage, pageFields, pageOf } from '../steps/page-fields.ts'
import { toReadIdentities } from './access-privileges.ts'
import { findIdentity } from './find-identity.ts'
import { identityField } from './identity-field.ts'
import { indexOf } from './index-of.ts'
import { missingFields } from './missing-fields.ts'

const input = z.strictObject({
  connector: connectorField,
  identity: identityField,
  query: z.string().trim().min(1).max(1000).optional().describe('words to look for in what they may see'),
  ...pageFields,
  limit: z.coerce.number().int().min(1).max(100).default(10).describe('at most this many'),
})

const allowedSchema = z.union([z.string().transform((one) => [one]), z.array(z.string())]).catch([])

export const previewAccess = defineOperation({
  name: 'access.preview',
  version: 1,
  title: 'Preview access',
  summary: 'Shows which documents of a connector one person would see, by the query of their identity.',
  risk: 'read',
  input,
  target: connectorTarget,
  privileges: (_input, connector, { version }) =>
    allOf(
      toReadIdentities(connector, version),
      connector?.index_name ? toReadIndex(connector.index_name) : nothing,
    ),
  run: () => async (context, asked, connector) => {
    const { es } = context
    const index = indexOf(connector)
    const identity = await findIdentity(es, aclIndexName(index), { word: asked.identity, connector })
    const allowed = identityQuery(identity)
    const words = asked.query === undefined ? [] : [{ multi_match: { query: asked.query, fields: ['*'] } }]
    const nothingShown = { from: 0, size: 0 }
    const [found, seen, all, open] = await Promise.all([
      searchDocuments(es, index, { query: { bool: { must: words, filter: [allowed] } }, ...pageOf(asked) }),
      searchDocuments(es, index, { query: { bool: { filter: [allowed] } }, ...nothingShown }),
      searchDocuments(es, index, { query: { match_all: {} }, ...nothingShown }),
      searchDocuments(es, index, {
        query: { bool: { must_not: [{ exists: { field: allowField } }] } },
        ...nothingShown,
      }),
    ])
    return {
      identity: identity.id,
      countsAs: accessControlOf(identity),
      seenDocuments: seen.total,
      ofDocuments: all.total,
      /** Seen by everybody: they say nothing about who may. */
      openDocuments: open.total,
      notes: await missingFields(es, index, allowed),
      documents: found.items.map(({ id, document }) => ({
        id,
        text: documentWords(document),
        allowed: allowedSchema.parse(document[allowField]),
      })),
      total: found.total,
      next: nextPage(asked, found.total),
    }
  },
})
