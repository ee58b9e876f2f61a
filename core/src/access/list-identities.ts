import { z } from 'zod'
import { listIdentities as findIdentities } from '../elasticsearch/read-identities.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { documentWords } from '../protocol/document-row.ts'
import { accessControlOf } from '../protocol/identity.ts'
import { aclIndexName } from '../protocol/index-names.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorTarget } from '../steps/connector-target.ts'
import { nextPage, pageFields, pageOf } from '../steps/page-fields.ts'
import { toReadIdentities } from './access-privileges.ts'
import { isOn } from './access-switch.ts'
import { indexOf } from './index-of.ts'

const input = z.strictObject({ connector: connectorField, ...pageFields })

export const listIdentities = defineOperation({
  name: 'access.list',
  version: 1,
  title: 'List identities',
  summary: 'Shows the people that the access control sync of a connector found, and what they count as.',
  risk: 'read',
  input,
  target: connectorTarget,
  privileges: (_input, connector, cluster) => toReadIdentities(connector, cluster.version),
  run: () => async (context, asked, connector) => {
    const index = aclIndexName(indexOf(connector))
    const found = await findIdentities(context.es, index, pageOf(asked))
    const { items, total } = found ?? { items: [], total: 0 }
    return {
      index,
      documentLevelSecurity: isOn(connector),
      /** False before the first access control sync. */
      synced: found !== undefined,
      items: items.map((identity) => ({
        id: identity.id,
        identity: documentWords(identity.identity),
        countsAs: accessControlOf(identity),
        created: identity.created_at ?? null,
      })),
      total,
      next: nextPage(asked, total),
    }
  },
})
