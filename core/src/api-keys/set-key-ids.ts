import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import { keyBasis, keyIdsOf } from '../steps/key-ids.ts'

const id = z.string().trim().min(1).max(512)

const input = z.strictObject({
  connector: connectorField,
  apiKeyId: id.optional().describe('id of the API key, never the key itself'),
  secretId: id.optional().describe('id of the connector secret that holds the key'),
})

export const setKeyIds = defineOperation({
  name: 'api-key.set-ids',
  version: 1,
  title: 'Set key ids',
  summary: 'Lets a connector name an API key and a connector secret that somebody made by hand.',
  risk: 'guarded',
  input,
  target: connectorTarget,
  basis: keyBasis,
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate:
    () =>
    async (_context, { apiKeyId, secretId }) => {
      if (apiKeyId !== undefined || secretId !== undefined) return
      throw new PatchbayError('input.invalid', 'apiKeyId: give the id of a key, of a secret or both.', {
        field: 'apiKeyId',
        next: 'Elasticsearch can not clear an id; `patchbay api-key rotate` makes a key that works.',
      })
    },
  plan: () => async (_context, asked, connector) => {
    const now = keyIdsOf(connector)
    const changes = [
      { what: 'api_key_id', from: now.apiKeyId ?? 'none', to: asked.apiKeyId },
      { what: 'connector secret', from: now.secretId ?? 'none', to: asked.secretId },
    ].filter(({ to }) => to !== undefined)
    return {
      headline: `Set key ids · ${connectorHeadline(connector)}`,
      changes,
      stays: ['the key and the secret that it named before: they are not taken away'],
      warnings: [
        'nobody checks that the key exists, opens the index, or is the one in the secret: `patchbay api-key rotate` does',
      ],
    }
  },
  run:
    () =>
    async (context, { apiKeyId, secretId }, connector) => {
      await context.step('set-ids', {
        run: async () => {
          await context.es.connector.updateApiKeyId({
            connector_id: connector.id,
            ...(apiKeyId === undefined ? {} : { api_key_id: apiKeyId }),
            ...(secretId === undefined ? {} : { api_key_secret_id: secretId }),
          })
          return null
        },
      })
      return { connector: connector.id, apiKeyId: apiKeyId ?? null, secretId: secretId ?? null }
    },
})
