import { getConnector } from '../elasticsearch/get-connector.ts'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { readKeys, type StoredApiKey } from '../elasticsearch/read-keys.ts'
import type { Context } from '../operations/define-operation.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'
import { connectorLabel } from './connector-target.ts'

/** `gone`: its connector is; `replaced`: its connector names another key; `unknown`: nothing tells what it was made for. */
export type OrphanKind = 'gone' | 'replaced' | 'unknown'

/** A valid key that was made for a connector and that no connector names. */
export interface OrphanKey {
  key: StoredApiKey
  kind: OrphanKind
  /** The connector that it was made for, as its maker noted. */
  connectorId: string | null
  /** The content index that it opens. */
  index: string | null
  /** Connectors that write to that index: what runs them may use the key all the same. */
  usedBy: readonly string[]
}

/** Elasticsearch lists no more connectors. */
const most = 10_000
/** As Kibana, Elastic's command line and its documentation call the role in a connector's key. */
const roleName = /-connector-role$/

const madeByUs = ({ metadata }: StoredApiKey): string | undefined => {
  const { created_by: by, connector } = metadata ?? {}
  return by === 'patchbay' && typeof connector === 'string' ? connector : undefined
}

const indexOf = ({ role_descriptors: roles }: StoredApiKey): string | null => {
  const names = Object.values(roles ?? {}).flatMap(({ indices }) => indices.flatMap((one) => one.names))
  return names.find((name) => !name.startsWith('.')) ?? null
}

/** Whether anybody made it for a connector: by what we note, or by the name of its role. */
const isConnectorKey = (key: StoredApiKey): boolean =>
  madeByUs(key) !== undefined || Object.keys(key.role_descriptors ?? {}).some((name) => roleName.test(name))

const isValid = ({ invalidated, expiration }: StoredApiKey, now: Date): boolean =>
  !invalidated && (expiration == null || expiration > now.getTime())

const kindOf = async ({ es }: Pick<Context, 'es'>, key: StoredApiKey): Promise<OrphanKind | undefined> => {
  const id = madeByUs(key)
  if (id === undefined) return 'unknown'
  // By its id, and so not behind the last write, as the list of connectors may be.
  const connector = await getConnector(es, id)
  if (connector === undefined) return 'gone'
  return connector.api_key_id === key.id ? undefined : 'replaced'
}

const usersOf = (index: string | null, connectors: readonly ConnectorSummary[]): string[] =>
  index === null ? [] : connectors.filter((one) => one.index_name === index).map(connectorLabel)

/** Valid keys of connectors that no connector names; `complete` is false where the caller sees only their own keys. */
export const orphanKeys = async (
  context: Pick<Context, 'es'>,
  now: Date,
): Promise<{ orphans: OrphanKey[]; complete: boolean }> => {
  const [{ keys, complete }, { items, total }] = await Promise.all([
    readKeys(context.es),
    listConnectors(context.es, {}, { from: 0, size: most }),
  ])
  const named = new Set(items.map((connector) => connector.api_key_id))
  const orphans: OrphanKey[] = []
  for (const key of keys.values()) {
    if (!isConnectorKey(key) || !isValid(key, now) || named.has(key.id)) continue
    const kind = await kindOf(context, key)
    // One of those that are not listed may name it.
    if (kind === undefined || (kind === 'unknown' && total > items.length)) continue
    const index = indexOf(key)
    orphans.push({ key, kind, connectorId: madeByUs(key) ?? null, index, usedBy: usersOf(index, items) })
  }
  return { orphans: orphans.toSorted((a, b) => a.key.creation - b.key.creation), complete }
}
