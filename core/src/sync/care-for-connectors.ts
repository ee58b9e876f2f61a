import { z } from 'zod'
import { isPatchbayError } from '../errors.ts'
import type { Connector, ConnectorSummary } from '../protocol/connector.ts'
import { secretHider } from '../protocol/hide-secrets.ts'
import { syncRulesOf } from '../protocol/sync-rules.ts'
import { tryConfiguration } from '../sources/try-configuration.ts'
import { checkIn } from './check-in.ts'
import { changeConnector, type PlacedConnector, readConnector } from './connector-document.ts'
import { judgeDraft } from './judge-draft.ts'
import { lackingFields } from './register-fields.ts'
import type { WorkerParts } from './worker-options.ts'

/** Milliseconds after which a connector is said to be seen again, as far as others didn't say so. */
const seenEvery = 600_000
/** At most so many a minute, which the next look still hears of in one page: 14,000 in half an hour, by each worker. */
const seenAtOnce = 480
/** Milliseconds after which a data source that did not answer is asked again, at most. */
const longestPause = 3_600_000
/** Connectors that are cared for at the same time. */
const atOnce = 4

const infoSchema = z.object({ version: z.object({ number: z.string() }) })
const draftStateSchema = z.array(
  z.object({ draft: z.object({ validation: z.object({ state: z.string() }) }) }),
)

const hasEditedDraft = ({ filtering }: ConnectorSummary): boolean => {
  const [first] = draftStateSchema.safeParse(filtering).data ?? []
  return first?.draft.validation.state.toLowerCase() === 'edited'
}

const isUnfinished = ({ status }: ConnectorSummary): boolean =>
  status === 'created' || status === 'needs_configuration'

/** What a look tells that asks for more than a look. */
const wantsCare = (connector: ConnectorSummary): boolean =>
  isUnfinished(connector) || connector.status === 'configured' || hasEditedDraft(connector)

const sentence = (error: Error): string =>
  isPatchbayError(error) && error.next !== undefined ? `${error.message} ${error.next}` : error.message

/**
 * What connectors want of the service that runs them besides syncs, as it happens: fields and features where a connector
 * was made without; whether a new configuration leads to its data source; what is wrong with drafted rules (activating
 * them is left to people); and that somebody is there. Only what changed is looked at.
 */
export class ConnectorCare {
  readonly #parts: WorkerParts
  readonly #stop: AbortSignal
  /** Ids of those that want it, with the monotonic time before which there is no use. */
  readonly #due = new Map<string, number>()
  readonly #underWay = new Map<string, Promise<void>>()
  /** When each was last seen by a service, by what the clocks of services say. */
  readonly #seen = new Map<string, number>()
  /** The error of a data source that did not answer, by the connector that shows it. */
  readonly #failed = new Map<string, string>()
  /** What went wrong with a connector last, and how many times in a row something did. */
  readonly #trouble = new Map<string, { said: string; times: number }>()

  constructor(parts: WorkerParts, stop: AbortSignal) {
    this.#parts = parts
    this.#stop = stop
  }

  see(connector: ConnectorSummary): void {
    const { id, last_seen: seen } = connector
    this.#seen.set(id, seen ? Date.parse(seen) : 0)
    if (wantsCare(connector)) this.#due.set(id, -Infinity)
    // A sync has found out by itself. What is to be tried again still is.
    else if (!this.#trouble.has(id)) this.#due.delete(id)
  }

  forget(id: string): void {
    for (const known of [this.#due, this.#seen, this.#failed, this.#trouble]) known.delete(id)
  }

  isBusy(id: string): boolean {
    return this.#underWay.has(id)
  }

  /** Shows that a service is there for these connectors. */
  async showUp(ours: ReadonlySet<string>): Promise<void> {
    const before = this.#parts.clock.now().getTime() - seenEvery
    const silent = [...this.#seen]
      .filter(([id, seen]) => seen <= before && ours.has(id))
      .toSorted(([, one], [, other]) => one - other)
      .map(([id]) => id)
      .slice(0, seenAtOnce)
    if (silent.length === 0) return
    try {
      await checkIn(this.#parts, silent)
    } catch (error) {
      // No sync must wait for it: the next minute says it again.
      const said = error instanceof Error ? error.message : String(error)
      this.#parts.observe({ is: 'trouble', message: `The worker can't check in for now: ${said}` })
    }
  }

  /** Begins with those that want it, and are neither synced now nor about to be: a sync finds out by itself. */
  begin(ours: ReadonlySet<string>, synced: (id: string) => boolean): void {
    const now = this.#parts.clock.monotonic()
    for (const [id, notBefore] of this.#due) {
      if (this.#underWay.size >= atOnce) return
      if (notBefore > now || !ours.has(id) || synced(id) || this.#underWay.has(id)) continue
      this.#due.delete(id)
      const caring = this.#careFor(id).finally(() => this.#underWay.delete(id))
      this.#underWay.set(id, caring)
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values())
  }

  /** Says what went wrong, once, and looks again later, and later still. */
  #tryLater(id: string, said: string): void {
    const { clock, timing, observe } = this.#parts
    const before = this.#trouble.get(id)
    const times = (before?.times ?? 0) + 1
    this.#trouble.set(id, { said, times })
    if (said !== before?.said) observe({ is: 'trouble', connectorId: id, message: said })
    const pause = Math.min(longestPause, timing.leaseTerm * 2 ** (times - 1))
    // Something newer may have been seen meanwhile.
    if (!this.#due.has(id)) this.#due.set(id, clock.monotonic() + pause)
  }

  async #careFor(id: string): Promise<void> {
    let placed: PlacedConnector | undefined
    try {
      placed = await readConnector(this.#parts.es, id)
      if (placed === undefined || (await this.#register(placed))) return
      if (!(await this.#try(placed))) await this.#judge(placed)
      if (!this.#failed.has(id) && this.#trouble.delete(id))
        this.#parts.observe({ is: 'note', message: `${placed.connector.name || id}: all is well again.` })
    } catch (error) {
      if (this.#stop.aborted) return
      const said = error instanceof Error ? error.message : String(error)
      const hide = placed === undefined ? String : secretHider(placed.connector.configuration)
      this.#tryLater(id, `The connector ${id} can't be looked after for now: ${hide(said)}`)
    }
  }

  /** Whether it lacked its fields, or its features. */
  async #register(placed: PlacedConnector): Promise<boolean> {
    const { connector } = placed
    if (!isUnfinished(connector) && connector.status !== 'configured') return false
    const { es } = this.#parts
    if (lackingFields(connector, '') === undefined) return false
    const { version } = infoSchema.parse(await es.info())
    await changeConnector(es, placed, { ...lackingFields(connector, version.number), ...this.#seenNow() })
    return true
  }

  /** Whether it has a configuration that nobody tried, which is written down then. */
  async #try(placed: PlacedConnector): Promise<boolean> {
    const { connector } = placed
    const { id, status, error } = connector
    const again = status === 'error' && error != null && this.#failed.get(id) === error
    if (status !== 'configured' && !again) {
      this.#failed.delete(id)
      return false
    }
    const failure = await this.#failureOf(connector)
    if (failure === undefined) this.#failed.delete(id)
    else {
      this.#failed.set(id, failure)
      this.#tryLater(id, `${connector.name || id}: ${failure}`)
      if (again && failure === error) return true
    }
    const found =
      failure === undefined ? { status: 'connected', error: null } : { status: 'error', error: failure }
    await changeConnector(this.#parts.es, placed, { ...found, ...this.#seenNow() })
    return true
  }

  async #failureOf(connector: Connector): Promise<string | undefined> {
    try {
      await tryConfiguration(connector, await this.#trying(connector))
      return undefined
    } catch (error) {
      if (this.#stop.aborted || !(error instanceof Error)) throw error
      return secretHider(connector.configuration)(sentence(error))
    }
  }

  async #judge(placed: PlacedConnector): Promise<void> {
    const { connector } = placed
    const { draft } = syncRulesOf(connector)
    const [first, ...others] = connector.filtering ?? []
    // The data source has its word too: a connector that is configured later is looked at again then.
    if (draft.validation.state !== 'edited' || first === undefined || isUnfinished(connector)) return
    const validation = await judgeDraft(connector, draft, await this.#trying(connector))
    const drafted = z.looseObject({}).parse(first['draft'])
    const filtering = [{ ...first, draft: { ...drafted, validation } }, ...others]
    await changeConnector(this.#parts.es, placed, { filtering, ...this.#seenNow() })
  }

  async #trying({ service_type: type }: Connector) {
    const { sources, addressRules: rules } = this.#parts
    const load = sources[type ?? '']
    if (load === undefined) throw new Error(`There is no data source "${type}".`)
    return { definition: await load(), rules, signal: this.#stop }
  }

  #seenNow() {
    return { last_seen: this.#parts.clock.now().toISOString() }
  }
}
