import type { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { IndexAccess } from './privileges/grants.ts'

/** Who is asking, after authentication and run-as. */
export interface Principal {
  username: string
  /** Role names of the effective user; empty for an API key. */
  roles: readonly string[]
  realm: { name: string; type: string }
  /** `realm` or `api_key`, as `_security/_authenticate` says it. */
  authenticationType: 'realm' | 'api_key'
  apiKey?: {
    id: string
    name: string
    metadata: Record<string, unknown>
    /** Where its maker is known, which is what a stamp says instead of the realm of keys. */
    makerRealm?: { name: string; type: string }
  }
  /** Set under `es-security-runas-user`: who really logged in. */
  authenticatedAs?: {
    username: string
    realm: { name: string; type: string }
    /** Empty for an API key. */
    roles?: readonly string[]
    apiKeyId?: string
    /** False: every action is refused, because this one may not run as that user, or there is no such user. */
    allowed?: boolean
  }
  fullName: string | null
  email: string | null
  metadata: Record<string, unknown>
}

/** What may be done: asked before each action, and item by item for bulk and mget. */
export interface Authorizer {
  /**
   * Throws the genuine `security_exception` (403) when the principal may not do `action` on every one of `indices`
   * (for a `cluster:` action: at all). Index names are concrete names or the expression that was sent. With a wildcard,
   * or without indices (`_bulk`, `_mget`), it is enough that the action is granted on some index: ask `may` for each.
   */
  authorize(principal: Principal, action: string, indices?: readonly string[]): void
  /** The exception that `authorize` would throw, for items of a request that are refused one by one. */
  refusal(principal: Principal, action: string, indices?: readonly string[]): ElasticsearchException
  /** The same question without the exception. */
  may(principal: Principal, action: string, index?: string): boolean
  /**
   * What of an index the principal may see, when they may do the action. `names` are the index and its aliases, as far
   * as the request named them. Everything in the list must allow it; empty: no limit.
   */
  access(principal: Principal, action: string, names: readonly string[]): readonly IndexAccess[]
}
