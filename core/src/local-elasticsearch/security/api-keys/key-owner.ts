import type { Principal } from '../principal.ts'
import type { StoredKey } from '../security-store.ts'

/** Who a principal's keys belong to: the user, by realm. */
export const ownsKey = ({ username, realm }: Principal, key: StoredKey): boolean =>
  key.username === username && key.realm === realm.name

interface KeyQuestion {
  owner: boolean
  ids?: readonly string[] | undefined
  username?: string | undefined
  realm_name?: string | undefined
}

/**
 * True for a request that can only be about the caller's own keys, which `manage_own_api_key` allows: with `owner`, or
 * naming the caller by user and realm. For a key, only itself is its own.
 */
export const isAboutOwnKeys = (principal: Principal, question: KeyQuestion): boolean => {
  const { owner, ids, username, realm_name: realm } = question
  if (principal.apiKey) return ids?.length === 1 && ids[0] === principal.apiKey.id
  return owner || (username === principal.username && realm === principal.realm.name)
}
