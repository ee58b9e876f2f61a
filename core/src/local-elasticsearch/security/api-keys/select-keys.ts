import { matcherOf } from '../privileges/pattern.ts'
import type { Principal } from '../principal.ts'
import type { SecurityStore, StoredKey } from '../security-store.ts'
import { ownsKey } from './key-owner.ts'

export interface KeySelection {
  ids?: readonly string[] | undefined
  /** May hold `*`. */
  name?: string | undefined
  username?: string | undefined
  realmName?: string | undefined
  /** Only those that belong to this one. */
  owner?: Principal | undefined
}

/** The keys that fit all of it, oldest first. */
export const selectKeys = (
  store: SecurityStore,
  { ids, name, username, realmName, owner }: KeySelection,
): StoredKey[] => {
  const keys = ids ? ids.map((id) => store.key(id)).filter((key) => key !== undefined) : store.keys()
  const named = name === undefined ? () => true : matcherOf([name])
  return keys.filter(
    (key) =>
      named(key.name) &&
      (username === undefined || key.username === username) &&
      (realmName === undefined || key.realm === realmName) &&
      (owner === undefined || ownsKey(owner, key)),
  )
}
