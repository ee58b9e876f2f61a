import { illegalArgument } from '../http/common-errors.ts'
import type { Store } from '../store/create-store.ts'
import type { IndexRecord } from '../store/store.ts'
import { isObject } from '../xcontent/is-object.ts'

/** The one index that a document call means, by name or alias; undefined when there is none of that name. Throws 400. */
export const findTarget = (store: Store, name: string): IndexRecord | undefined => {
  const index = store.index(name)
  if (index !== undefined) return index
  const behind = store.behindAlias(name)
  if (behind.length <= 1) return behind[0]
  const writable = behind.find(({ aliases }) => isWriteIndex(aliases[name]))
  if (writable !== undefined) return writable
  throw illegalArgument(
    `no write index is defined for alias [${name}]. The write index may be explicitly disabled using ` +
      'is_write_index=false or the alias points to multiple indices without one being designated as a write index',
  )
}

const isWriteIndex = (alias: unknown): boolean => isObject(alias) && alias['is_write_index'] === true

/** Refuses a wildcard where one name is meant. */
export const refuseWildcards = (action: string, name: string): void => {
  if (!name.includes('*')) return
  const what = `the provided index expression(s) [${name}] are not allowed`
  throw illegalArgument(`the action ${action} does not support wildcards; ${what}`)
}
