import { connectorsAbout, type KeyedConnector } from '../elasticsearch/connectors-about.ts'
import { namedKeys } from '../elasticsearch/named-keys.ts'
import { readKeys, type StoredApiKey } from '../elasticsearch/read-keys.ts'
import type { Context } from '../operations/define-operation.ts'
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

const usersOf = (index: string | null, connectors: readonly KeyedConnector[]): string[] =>
  index === null
    ? []
    : connectors
        .filter((one) => one.index_name === index)
        .map(({ id, name, index_name }) => connectorLabel({ id, name, index_name }))

const distinct = (values: readonly (string | null | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value != null)),
]

/**
 * Valid keys of connectors that no connector names, however many connectors there are; `complete` is false where the
 * caller sees only their own keys.
 */
export const orphanKeys = async (
  { es }: Pick<Context, 'es'>,
  now: Date,
): Promise<{ orphans: OrphanKey[]; complete: boolean }> => {
  const { keys, complete } = await readKeys(es)
  const made = [...keys.values()].filter((key) => isConnectorKey(key) && isValid(key, now))
  const about = await connectorsAbout(es, {
    apiKeyIds: made.map(({ id }) => id),
    indices: distinct(made.map(indexOf)),
  })
  const used = new Set(about.connectors.map((connector) => connector.api_key_id))
  const unnamed = made.filter(({ id }) => !used.has(id))
  // By their ids, and so not behind the last write, as the search may be.
  const namedBy = await namedKeys(es, distinct(unnamed.map(madeByUs)))

  const kindOf = (key: StoredApiKey): OrphanKind | undefined => {
    const id = madeByUs(key)
    // One of the connectors that are not listed may name it.
    if (id === undefined) return about.complete ? 'unknown' : undefined
    if (!namedBy.has(id)) return 'gone'
    return namedBy.get(id) === key.id ? undefined : 'replaced'
  }
  const orphans = unnamed.flatMap((key): OrphanKey[] => {
    const kind = kindOf(key)
    if (kind === undefined) return []
    const index = indexOf(key)
    return [
      { key, kind, connectorId: madeByUs(key) ?? null, index, usedBy: usersOf(index, about.connectors) },
    ]
  })
  return { orphans: orphans.toSorted((a, b) => a.key.creation - b.key.creation), complete }
}
