import type { ReadKeys, StoredApiKey } from '../elasticsearch/read-keys.ts'
import { matchesPattern } from '../operations/policy.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'
import type { KeyFacts } from '../protocol/connector-health.ts'
import { keyIdsOf } from '../steps/key-ids.ts'

/** Whether its roles name the index; undefined where it has its owner's, which can't be seen here. */
export const keyOpens = ({ role_descriptors: roles }: StoredApiKey, index: string): boolean | undefined => {
  const names = Object.values(roles ?? {}).flatMap(({ indices }) => indices.flatMap((one) => one.names))
  return names.length === 0 ? undefined : names.some((name) => matchesPattern(index, name))
}

/** What is known of a connector's key; undefined where it names none, or it is not the caller's to see. */
export const keyFacts = (connector: ConnectorSummary, read: ReadKeys | undefined): KeyFacts | undefined => {
  const { apiKeyId } = keyIdsOf(connector)
  if (apiKeyId === null || read === undefined) return undefined
  const key = read.keys.get(apiKeyId)
  if (key === undefined)
    return read.complete ? { valid: false, ends: null, opensIndex: undefined } : undefined
  const index = connector.index_name
  return {
    valid: !key.invalidated,
    ends: key.expiration ?? null,
    opensIndex: index ? keyOpens(key, index) : undefined,
  }
}
