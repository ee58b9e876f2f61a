import type { Client } from '@elastic/elasticsearch'
import type { Clock } from '../deps.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { beforeAll, listConnectorIds, listWork, type SeenConnector } from './list-work.ts'

export interface Look {
  /** `isNew`: never heard of before. */
  changed: { connector: ConnectorSummary; isNew: boolean }[]
  /** Ids of connectors that were deleted. */
  gone: string[]
  /** Jobs that wait, run or should, oldest first. */
  jobs: SyncJob[]
  /** All connectors were gone through. */
  whole: boolean
}

/** How many writes may be under way at the same time. */
const atOnce = 500

/** Milliseconds between two times that all ids are gone through. */
const checkEvery = 60_000

/**
 * What a worker knows of all connectors. A look asks only for those that were written since the look before last: while
 * nothing changes that is one request with an empty answer, however many connectors there are. Now and then all ids are
 * gone through, which finds what sequence numbers don't tell: deletes, and an index that was restored.
 */
export class KnownConnectors {
  readonly #parts: { es: Client; clock: Pick<Clock, 'monotonic'> }
  readonly #byId = new Map<string, SeenConnector>()
  #highest = beforeAll
  #after = beforeAll
  #checked: number | undefined

  constructor(parts: { es: Client; clock: Pick<Clock, 'monotonic'> }) {
    this.#parts = parts
  }

  get(id: string): ConnectorSummary | undefined {
    return this.#byId.get(id)?.connector
  }

  all(): Iterable<ConnectorSummary> {
    return this.#byId.values().map(({ connector }) => connector)
  }

  async look(): Promise<Look> {
    const now = this.#parts.clock.monotonic()
    const first = this.#checked === undefined
    this.#checked ??= now
    const whole = first || now - this.#checked >= checkEvery
    const gone = whole && !first ? await this.#check() : []
    const { connectors, jobs } = await listWork(this.#parts.es, this.#after)
    if (whole) this.#checked = now
    const before = this.#highest
    const changed: Look['changed'] = []
    for (const seen of connectors) {
      this.#highest = Math.max(this.#highest, seen.seqNo)
      const { connector } = seen
      const known = this.#byId.get(connector.id)
      if (connector.deleted === true) {
        if (this.#byId.delete(connector.id)) gone.push(connector.id)
        continue
      }
      if (known?.seqNo === seen.seqNo) continue
      this.#byId.set(connector.id, seen)
      changed.push({ connector, isNew: known === undefined })
    }
    // Of two writes at the same time the later number may show first: what this look gave is asked for once more.
    this.#after = Math.max(before, this.#highest - atOnce)
    return { changed, gone, jobs, whole }
  }

  /** Makes the next look ask again for whatever is not as it is known. */
  async #check(): Promise<string[]> {
    const ids = await listConnectorIds(this.#parts.es)
    const gone = [...this.#byId.keys()].filter((id) => !ids.has(id))
    for (const id of gone) this.#byId.delete(id)
    for (const [id, seqNo] of ids) {
      if (this.#byId.get(id)?.seqNo !== seqNo) this.#after = Math.min(this.#after, seqNo - 1)
    }
    return gone
  }
}
