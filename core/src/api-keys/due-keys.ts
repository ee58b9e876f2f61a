import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { PatchbayError } from '../errors.ts'
import type { Context } from '../operations/define-operation.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'
import { keyIdsOf } from '../steps/key-ids.ts'
import { readKeys } from '../elasticsearch/read-keys.ts'

const day = 86_400_000

export interface DueKey {
  connector: ConnectorSummary
  apiKeyId: string
  days: number
}

export interface DueKeys {
  /** Managed connectors, whose keys can be rotated at once; the oldest key first. */
  due: DueKey[]
  /** Self-managed ones: somebody has to take each new key to whoever runs the connector. */
  toCollect: DueKey[]
}

/**
 * Connectors whose valid API key is older than that many days.
 * @throws PatchbayError `privilege.missing` where the caller sees only keys of their own: some would be passed over.
 */
export const dueKeys = async ({ es }: Context, olderThanDays: number, now: Date): Promise<DueKeys> => {
  const [{ items }, { keys, complete }] = await Promise.all([
    listConnectors(es, {}, { from: 0, size: 10_000 }),
    readKeys(es),
  ])
  if (!complete) {
    throw new PatchbayError(
      'privilege.missing',
      'You see only API keys of your own, so old ones would be passed over.',
      {
        next: 'Ask somebody with read_security or manage_api_key.',
      },
    )
  }
  const old = items
    .flatMap((connector) => {
      const { apiKeyId } = keyIdsOf(connector)
      const key = apiKeyId === null ? undefined : keys.get(apiKeyId)
      if (apiKeyId === null || key === undefined || key.invalidated || !connector.index_name) return []
      return [{ connector, apiKeyId, days: Math.floor((now.getTime() - key.creation) / day) }]
    })
    .filter(({ days }) => days >= olderThanDays)
    .toSorted((a, b) => b.days - a.days)
  return {
    due: old.filter(({ connector }) => connector.is_native),
    toCollect: old.filter(({ connector }) => !connector.is_native),
  }
}
