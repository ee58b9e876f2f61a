import { z } from 'zod'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'
import { connectorLabel } from '../steps/connector-target.ts'
import { keyIdsOf } from '../steps/key-ids.ts'
import { nextPage, pageFields } from '../steps/page-fields.ts'
import { type ReadKeys, readKeys, type StoredApiKey } from '../elasticsearch/read-keys.ts'

const input = z.strictObject({
  query: z.string().min(1).optional().describe('part of the name or of the index of a connector'),
  ...pageFields,
})

const iso = (milliseconds: number | null | undefined): string | null =>
  milliseconds == null ? null : new Date(milliseconds).toISOString()

const stateOf = (
  apiKeyId: string | null,
  key: StoredApiKey | undefined,
  seen: { complete: boolean; now: Date },
): string => {
  if (apiKeyId === null) return 'no key'
  if (key === undefined) return seen.complete ? 'gone' : 'not yours to see'
  if (key.invalidated) return 'invalidated'
  return key.expiration != null && key.expiration <= seen.now.getTime() ? 'expired' : 'valid'
}

const shown = (connector: ConnectorSummary, { keys, complete }: ReadKeys, now: Date) => {
  const { apiKeyId, secretId } = keyIdsOf(connector)
  const key = apiKeyId === null ? undefined : keys.get(apiKeyId)
  return {
    connector: connectorLabel(connector),
    managed: connector.is_native,
    index: connector.index_name ?? null,
    apiKeyId,
    state: stateOf(apiKeyId, key, { complete, now }),
    created: iso(key?.creation),
    expires: iso(key?.expiration),
    owner: key?.username ?? null,
    // A conversion can't clear the id of the secret that it deletes: it means nothing on a self-managed connector.
    secretId: connector.is_native ? secretId : null,
    id: connector.id,
  }
}

export const listApiKeys = defineOperation({
  name: 'api-key.list',
  version: 1,
  title: 'List API keys',
  summary: 'Shows which API key each connector has, since when, and whether it is valid.',
  risk: 'read',
  input,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run: (deps) => async (context, asked) => {
    const { query, limit, after } = asked
    const [{ items, total }, keys] = await Promise.all([
      listConnectors(context.es, { query }, { from: after, size: limit }),
      readKeys(context.es),
    ])
    const now = deps.clock.now()
    return {
      items: items.map((connector) => shown(connector, keys, now)),
      total,
      next: nextPage(asked, total),
    }
  },
})
