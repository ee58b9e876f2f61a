import type { Client } from '@elastic/elasticsearch'
import type { Actor } from './protocol/actor.ts'
import type { Secret } from './secrets/secret.ts'
import type { AddressRules } from './protocol/address-rules.ts'
import type { PolicyRule } from './protocol/policy.ts'

/** Time, so that tests can own it. */
export interface Clock {
  now(): Date
  /** Milliseconds of a clock that never jumps; only differences mean anything. */
  monotonic(): number
  /** Resolves after that many milliseconds; rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** New identifiers and randomness, so that tests can own them. */
export interface Ids {
  /** A ULID: sorts by time, 26 characters. */
  ulid(): string
  /** A number in [0, 1), for jitter. */
  random(): number
}

/** One Elasticsearch, as the configuration names it. */
export interface Cluster {
  name: string
  uuid: string
  /** `version.number`, such as `8.17.10`. */
  version: string
  /** True where it calls itself a local Patchbay Elasticsearch. */
  local: boolean
  /** Address of its Kibana, where the configuration names one. */
  kibana?: string | undefined
  /** Rules of the configuration file: added to the cluster's own policy, so they can only make it stricter. */
  stricter: readonly PolicyRule[]
  /** Where data sources may be, as the configuration file tells its worker. */
  addressRules?: AddressRules | undefined
}

/** A way to one cluster as one identity. Every call of an operation goes through `es`, with the rights of `actor`. */
export interface Session {
  cluster: Cluster
  es: Client
  actor: Actor
  /** The same way as another user, by run-as: refused by Elasticsearch where the identity may not. */
  as(username: string): Promise<Session>
  /** The same way with an API key instead, to prove what the key can do. Opening sends nothing. */
  connectAs(apiKey: Secret): Client
  /** The same way for somebody who waits: at most so many milliseconds for one answer. */
  within(milliseconds: number): Session
}

/** What core needs from outside. Everything takes the part that it uses: `Pick<Deps, 'clock'>`. */
export interface Deps {
  clock: Clock
  ids: Ids
}
