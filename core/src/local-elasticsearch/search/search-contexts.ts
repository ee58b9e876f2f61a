import { randomBytes } from 'node:crypto'
import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { Principal } from '../security/principal.ts'
import type { IndexRecord, ReadableStore } from '../store/store.ts'
import { illegalArgument } from './body-values.ts'
import { IndexReader } from './index-reader.ts'
import type { Snapshot } from './old-versions.ts'
import type { Target } from './entry.ts'
import type { Found } from './run-search.ts'
import type { SearchRequest } from './search-request.ts'
import { SearchPhaseException } from './shard-exception.ts'

/** A point in time, or a scroll on one. */
export interface SearchContext {
  id: string
  targets: readonly Target[]
  /** What a scroll found and how far it has been read. */
  scroll?: { request: SearchRequest; found: Found; position: number }
}

interface Kept {
  context: SearchContext
  owner: string
  snapshots: readonly Snapshot[]
  keepAlive: number
  expiresAt: number
}

const MAX_OPEN = 500
const MAX_KEEP_ALIVE = 86_400_000

const ownerOf = ({ username, realm, apiKey }: Principal): string =>
  JSON.stringify([username, realm.name, apiKey?.id])

const ID_BYTES = 48

/** Throws 400 for what was never an id of ours. */
const checkId = (id: string): void => {
  if (!new RegExp(`^[\\w-]{${(ID_BYTES / 3) * 4}}$`).test(id))
    throw illegalArgument(`Cannot parse the id [${id.slice(0, 100)}]`)
}

const checkKeepAlive = (keepAlive: number): void => {
  if (keepAlive <= MAX_KEEP_ALIVE) return
  const reason =
    `Keep alive for request (${keepAlive / MAX_KEEP_ALIVE}d) is too large. It must be less than (1d). ` +
    'This limit can be set by changing the [search.max_keep_alive] cluster level setting.'
  throw new SearchPhaseException([{ index: '', error: illegalArgument(reason) }])
}

const missing = (id: string): SearchPhaseException => {
  const reason = `No search context found for id [${id}]`
  return new SearchPhaseException([
    { index: '', error: new ElasticsearchException(404, 'search_context_missing_exception', reason) },
  ])
}

/** The open points in time and scrolls: a bounded number, each for as long as it is used. */
export class SearchContexts {
  readonly #kept = new Map<string, Kept>()
  readonly #takeSnapshot: (index: IndexRecord) => Snapshot
  readonly #store: ReadableStore
  readonly #now: () => number

  constructor(deps: {
    takeSnapshot: (index: IndexRecord) => Snapshot
    store: ReadableStore
    now: () => number
  }) {
    this.#takeSnapshot = deps.takeSnapshot
    this.#store = deps.store
    this.#now = deps.now
  }

  /** `keepAlive` in milliseconds. Throws 429 when too many are open. */
  open(indices: readonly IndexRecord[], principal: Principal, keepAlive: number): SearchContext {
    checkKeepAlive(keepAlive)
    this.#dropExpired()
    if (this.#kept.size >= MAX_OPEN) {
      throw new ElasticsearchException(
        429,
        'too_many_scroll_contexts_exception',
        `Trying to create too many scroll contexts. Must be less than or equal to: [${MAX_OPEN}]. ` +
          'This limit can be set by changing the [search.max_open_scroll_context] setting.',
      )
    }
    const snapshots = indices.map((index) => this.#takeSnapshot(index))
    const targets = indices.flatMap((index, at) => {
      const source = snapshots[at]?.source
      return source === undefined ? [] : [{ index, reader: new IndexReader(source) }]
    })
    const context = { id: randomBytes(ID_BYTES).toString('base64url'), targets }
    const expiresAt = this.#now() + keepAlive
    this.#kept.set(context.id, { context, owner: ownerOf(principal), snapshots, keepAlive, expiresAt })
    return context
  }

  /** The context, kept for as long again. Throws 400 for an id that can't be one, 404 when it is closed, expired or somebody else's. */
  use(id: string, principal: Principal, keepAlive?: number): SearchContext {
    checkId(id)
    if (keepAlive !== undefined) checkKeepAlive(keepAlive)
    this.#dropExpired()
    const kept = this.#kept.get(id)
    if (kept === undefined || kept.owner !== ownerOf(principal)) throw missing(id)
    for (const { index } of kept.context.targets) {
      if (this.#store.index(index.name)?.uuid !== index.uuid) throw missing(id)
    }
    kept.keepAlive = keepAlive ?? kept.keepAlive
    kept.expiresAt = this.#now() + kept.keepAlive
    return kept.context
  }

  /** False when there was none. Throws 400 for an id that can't be one. */
  close(id: string, principal: Principal): boolean {
    checkId(id)
    const kept = this.#kept.get(id)
    if (kept === undefined || kept.owner !== ownerOf(principal)) return false
    this.#drop(kept)
    return true
  }

  /** Closes all scrolls of the principal and returns how many there were. */
  closeScrolls(principal: Principal): number {
    const own = [...this.#kept.values()].filter(
      ({ context, owner }) => context.scroll && owner === ownerOf(principal),
    )
    for (const kept of own) this.#drop(kept)
    return own.length
  }

  #drop({ context, snapshots }: Kept): void {
    this.#kept.delete(context.id)
    for (const snapshot of snapshots) snapshot.release()
  }

  #dropExpired(): void {
    const now = this.#now()
    for (const kept of this.#kept.values()) if (kept.expiresAt < now) this.#drop(kept)
  }
}
