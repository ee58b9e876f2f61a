import type { Client } from '@elastic/elasticsearch'
import type { Clock, Ids } from '../deps.ts'
import type { AddressRules } from '../protocol/address-rules.ts'
import type { Secret } from '../secrets/secret.ts'
import type { Sources } from '../sources/registry.ts'
import type { Span } from './span.ts'
import type { WorkerEvent } from './worker-event.ts'

/** What a worker needs from outside. */
export interface WorkerOptions {
  /** As the worker itself: connectors, jobs, secrets and leases, and no content. */
  es: Client
  /** As the owner of a connector's key: its content index. */
  connectTo: (apiKey: Secret) => Client
  /** Keys of self-managed connectors, by id. One without a key is left to others. */
  keys: (connectorId: string) => Secret | undefined
  sources: Sources
  clock: Clock
  ids: Ids
  /** Hears what happens. Never a secret. */
  observe: (event: WorkerEvent) => void
  /** What the spans of syncs begin in; without it, nothing is traced. */
  span?: Span | undefined
  /** What people call this worker; its machine and process by default. */
  name?: string | undefined
  /** Milliseconds between two looks for work. */
  idle?: number | undefined
  /** Syncs that run side by side. */
  concurrency?: number | undefined
  /** Share of a connector's documents that one sync may delete; of few documents, ten at most and half of them, always. */
  maxDeletedShare?: number | undefined
  /** What goes to Elasticsearch at once; a document that is larger than allowed is counted, named and left out. */
  bulk?: { [Limit in keyof BulkLimits]?: BulkLimits[Limit] | undefined } | undefined
  /** Where data sources may be. */
  addressRules?: AddressRules | undefined
  timing?: Partial<Timing> | undefined
}

/** What goes to Elasticsearch at once. Memory is bounded by it. */
export interface BulkLimits {
  /** Bytes of JSON that a document may have. */
  documentBytes: number
  /** Bytes of one request, unless a single document is larger. */
  bytes: number
  /** Requests under way at the same time. */
  requests: number
  /** Milliseconds that a document waits for others to go with it. */
  linger: number
}

/** All in milliseconds of the worker's own monotonic clock. */
export interface Timing {
  /** How often a running job is looked at, to see whether it was canceled. */
  watch: number
  /** How often a running job shows how far it is. */
  progress: number
  /** How often a running job, its connector and its lease are renewed. */
  heartbeat: number
  /** How long a lease that nobody renews is left alone. */
  leaseTerm: number
  /** How long a job or a connector that holds no lease of ours may stand still before it counts as abandoned. */
  abandoned: number
  /** Before a data source that was lost is asked again; twice as long before each further time. */
  retry: number
  /** How long Elasticsearch may refuse or fail the same documents before the sync gives up. */
  patience: number
}

export const defaultTiming: Timing = {
  watch: 2_000,
  progress: 5_000,
  heartbeat: 20_000,
  leaseTerm: 60_000,
  abandoned: 300_000,
  retry: 2_000,
  patience: 300_000,
}

/** The same for everything inside the worker, with what it knows of itself. */
export interface WorkerParts extends Omit<
  WorkerOptions,
  'timing' | 'maxDeletedShare' | 'bulk' | 'name' | 'span'
> {
  /** A name of its own among all workers. */
  owner: string
  name: string
  host: string
  timing: Timing
  maxDeletedShare: number
  bulk: BulkLimits
  standstill: Standstill
  /** What is done now is a piece of this. */
  span: Span
}

/** Tells how long something has looked the same to this process: clocks of two machines are never compared. */
export class Standstill {
  readonly #clock: Pick<Clock, 'monotonic'>
  readonly #seen = new Map<string, { state: string; since: number; found: boolean }>()
  readonly #began: number

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock
    this.#began = clock.monotonic()
  }

  /** Milliseconds since `state` was first seen, without another state in between; 0 for the first look. */
  of(what: string, state: string): number {
    const now = this.#clock.monotonic()
    const seen = this.#seen.get(what)
    if (seen?.state === state) return now - seen.since
    this.#seen.set(what, { state, since: now, found: seen === undefined })
    return 0
  }

  /** Whether it looks as it was found within the first milliseconds: nobody here knows for how long it did before. */
  isAsFound(what: string, within: number): boolean {
    const seen = this.#seen.get(what)
    return seen?.found === true && seen.since - this.#began < within
  }

  forget(what: string): void {
    this.#seen.delete(what)
  }
}
