import { z } from 'zod'
import { ElasticsearchError, hasStatus, PatchbayError } from '../errors.ts'
import { leasesIndex } from '../protocol/patchbay-indices.ts'
import type { WorkerParts } from './worker-options.ts'

/** The right to write to one content index, until another worker takes it over. */
export interface Lease {
  /** Grows with each owner; documents are written with it as version, so that what an old owner sends late is refused. */
  readonly epoch: number
  /**
   * An earlier owner that never said it was done may still be at work, with this epoch: what it wrote with it and later
   * is to be written again, since it takes back what it sends late. Undefined where there is none.
   */
  readonly doubtedFrom: number | undefined
  /** @throws PatchbayError `sync.lease-lost` when another worker has taken over. */
  renew(): Promise<void>
  /**
   * Renews it where that is long ago: a process that was stopped, or a machine that slept, may have lost it meanwhile.
   * @throws PatchbayError `sync.lease-lost` when another worker has taken over.
   */
  confirm(): Promise<void> | undefined
  /** Names the API key in use, for a rotation that waits until nobody uses it. */
  useKey(apiKeyId: string | null): Promise<void>
  /** Makes the epoch at least this large: documents of other writers have larger versions. */
  raise(epoch: number): Promise<void>
  /** @param settled everything is as the source has it, whatever earlier owners left. */
  release(settled?: boolean): Promise<void>
}

/** What a lease is taken for. */
export interface LeaseOf {
  index: string
  connectorId: string
  jobId: string
}

const leaseSchema = z.object({
  owner: z.string().nullish(),
  /** What people call the owner. */
  owner_name: z.string().nullish(),
  epoch: z.int(),
  doubted_from: z.int().nullish(),
  renewed: z.int().default(0),
  connector_id: z.string().nullish(),
  job_id: z.string().nullish(),
})
/** What a lease document says. `owner` null: it is free. */
export type LeaseDocument = z.infer<typeof leaseSchema>

const stored = z.object({ _seq_no: z.int(), _primary_term: z.int(), _source: leaseSchema })
type Stored = z.infer<typeof stored>
const placeSchema = z.object({ _seq_no: z.int(), _primary_term: z.int() })

const leaseId = (index: string): string => `lease:${index}`

const notSetUp = (cause: unknown): PatchbayError =>
  new PatchbayError('cluster.not-set-up', "This cluster has no index for the workers' leases.", {
    next: 'Let an administrator run `patchbay cluster setup` once.',
    cause,
  })

const read = async ({ es }: Pick<WorkerParts, 'es'>, index: string): Promise<Stored | undefined> => {
  try {
    return stored.parse(await es.get({ index: leasesIndex, id: leaseId(index) }))
  } catch (error) {
    if (!hasStatus(error, 404)) throw error
    if (error.type === 'index_not_found_exception') throw notSetUp(error)
    return undefined
  }
}

/** Who decides about a lease. */
export interface LeaseJudge {
  /** Whether it may be taken, seeing what its dead owner left in it; undefined where nobody left any. */
  admits: (left: LeaseDocument | undefined) => boolean
  /** Hears that another worker holds it, for how long that one wasn't seen to renew it, and what its standstill is called. */
  held: (of: LeaseDocument, still: number, what: string) => void
}

/**
 * Takes the lease of a content index, whose document is never deleted, by compare-and-set.
 * @returns undefined while another worker holds it, was quicker, or `admits` says no.
 */
export const takeLease = async (
  parts: WorkerParts,
  wanted: LeaseOf,
  { admits, held }: LeaseJudge,
): Promise<Lease | undefined> => {
  const found = await read(parts, wanted.index)
  if (typeof found?._source.owner === 'string') {
    const what = leaseId(wanted.index)
    const still = parts.standstill.of(what, String(found._seq_no))
    if (still < parts.timing.leaseTerm) {
      held(found._source, still, what)
      return undefined
    }
  }
  const left = typeof found?._source.owner === 'string' ? found._source : undefined
  if (!admits(left)) return undefined
  const lease = new HeldLease(parts, wanted, found)
  try {
    await lease.renew()
    return lease
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'sync.lease-lost') return undefined
    throw error
  }
}

class HeldLease implements Lease {
  readonly #parts: WorkerParts
  readonly #of: LeaseOf
  #place: z.infer<typeof placeSchema> | undefined
  #epoch: number
  #renewed: number
  #doubtedFrom: number | undefined
  #apiKeyId: string | null = null
  /** The key that whoever searches finds here; undefined where that is not known. */
  #found: string | null | undefined
  /** When what is stored was written, by both clocks: a machine that sleeps stops one of them. */
  #since = { monotonic: -Infinity, wall: -Infinity }
  /** Writes go one after the other: each needs the place of the one before. */
  #last: Promise<void> = Promise.resolve()

  constructor(parts: WorkerParts, of: LeaseOf, found: Stored | undefined) {
    this.#parts = parts
    this.#of = of
    this.#place = found
    this.#epoch = (found?._source.epoch ?? 0) + 1
    this.#renewed = found?._source.renewed ?? 0
    const { owner, epoch: last, doubted_from: doubted } = found?._source ?? {}
    this.#doubtedFrom = doubted ?? (typeof owner === 'string' ? last : undefined)
  }

  get epoch(): number {
    return this.#epoch
  }

  get doubtedFrom(): number | undefined {
    return this.#doubtedFrom
  }

  renew(): Promise<void> {
    return this.#queue(() => this.#write(this.#parts.owner))
  }

  useKey(apiKeyId: string | null): Promise<void> {
    this.#apiKeyId = apiKeyId
    return this.renew()
  }

  confirm(): Promise<void> | undefined {
    const { clock, timing } = this.#parts
    const age = Math.max(clock.monotonic() - this.#since.monotonic, clock.now().getTime() - this.#since.wall)
    return age < timing.leaseTerm / 2 ? undefined : this.renew()
  }

  async raise(epoch: number): Promise<void> {
    if (epoch <= this.#epoch) return
    this.#epoch = epoch
    await this.renew()
  }

  release(settled = false): Promise<void> {
    if (settled) this.#doubtedFrom = undefined
    return this.#queue(() => this.#write(null))
  }

  #queue(write: () => Promise<void>): Promise<void> {
    const next = this.#last.then(write, write)
    this.#last = next
    return next
  }

  async #write(owner: string | null): Promise<void> {
    const document = {
      kind: 'lease',
      owner,
      owner_name: owner === null ? null : this.#parts.name,
      epoch: this.#epoch,
      doubted_from: this.#doubtedFrom ?? null,
      renewed: (this.#renewed += 1),
      connector_id: this.#of.connectorId,
      job_id: this.#of.jobId,
      api_key_id: owner === null ? null : this.#apiKeyId,
      last_seen: this.#parts.clock.now().toISOString(),
    }
    const place = this.#place
    const guard =
      place === undefined
        ? { op_type: 'create' as const }
        : { if_seq_no: place._seq_no, if_primary_term: place._primary_term }
    // A rotation searches for its key; everybody else reads by id, and needs no refresh.
    const refresh = this.#found !== document.api_key_id
    const request = { index: leasesIndex, id: leaseId(this.#of.index), document, refresh, ...guard }
    const { clock } = this.#parts
    const since = { monotonic: clock.monotonic(), wall: clock.now().getTime() }
    try {
      this.#place = placeSchema.parse(await this.#parts.es.index(request))
      this.#found = document.api_key_id
      this.#since = since
    } catch (error) {
      if (!(error instanceof ElasticsearchError)) throw error
      if (error.status !== 409 && error.status !== 0) throw error
      await this.#adopt(document.renewed, error)
      this.#since = since
    }
  }

  /** A write whose answer was lost may have been applied: then the document is ours, as we wrote it. */
  async #adopt(renewed: number, error: ElasticsearchError): Promise<void> {
    const found = await read(this.#parts, this.#of.index)
    const { owner, epoch } = found?._source ?? {}
    const ours = epoch === this.#epoch && (owner === this.#parts.owner || owner === null)
    if (ours && found?._source.renewed === renewed) {
      this.#place = found
      return
    }
    if (error.status !== 409) throw error
    const message = `Another worker has taken over the index ${this.#of.index}.`
    throw new PatchbayError('sync.lease-lost', message, { cause: error })
  }
}
