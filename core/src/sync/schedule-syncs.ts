import { isPatchbayError } from '../errors.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'
import { parseSchedule } from '../protocol/schedule.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { changeConnector, readConnector } from './connector-document.ts'
import { dueTime } from './due-time.ts'
import type { WorkerParts } from './worker-options.ts'

/** Since when this worker has seen a connector's schedule as it is. */
type Since = Map<string, { interval: string; at: Date; first: boolean }>

/** A connector that was never set up is not synced by the clock. */
const isSetUp = ({ status }: ConnectorSummary): boolean =>
  status !== 'created' && status !== 'needs_configuration'

/**
 * Makes the jobs of schedules that are due. A time that was missed is made up once. The time is written to the connector
 * by compare-and-set before the job is made, so that of several workers one makes it.
 */
export class Scheduler {
  readonly #parts: WorkerParts
  readonly #since: Since = new Map()
  readonly #complained = new Set<string>()

  constructor(parts: WorkerParts) {
    this.#parts = parts
  }

  /** @returns how many jobs were made. */
  async makeDueJobs(
    connectors: readonly ConnectorSummary[],
    unfinished: readonly SyncJob[],
  ): Promise<number> {
    let made = 0
    for (const connector of connectors) {
      const due = this.#due(connector)
      if (due === undefined) continue
      const waits = unfinished.some(
        (job) => job.connector.id === connector.id && job.job_type === 'full' && job.status === 'pending',
      )
      if (await this.#make(connector.id, due, waits)) made += 1
    }
    return made
  }

  #due(connector: ConnectorSummary): Date | undefined {
    const schedule = connector.scheduling?.full
    if (schedule?.enabled !== true || !isSetUp(connector)) {
      // A schedule that is switched on later counts from then, not from its last run long ago.
      this.#since.set(connector.id, { interval: '', at: this.#parts.clock.now(), first: false })
      return undefined
    }
    const now = this.#parts.clock.now()
    const known = this.#since.get(connector.id)
    if (known?.interval !== schedule.interval) {
      this.#since.set(connector.id, { interval: schedule.interval, at: now, first: known === undefined })
    }
    const seen = this.#since.get(connector.id)
    const last = connector.last_sync_scheduled_at ? new Date(connector.last_sync_scheduled_at) : undefined
    const changedSince = seen !== undefined && !seen.first && (last === undefined || seen.at > last)
    const after = changedSince ? seen.at : (last ?? seen?.at ?? now)
    try {
      return dueTime(parseSchedule(schedule.interval), after, now)
    } catch (error) {
      if (!isPatchbayError(error)) throw error
      const complaint = `${connector.id} ${schedule.interval}`
      if (!this.#complained.has(complaint))
        this.#parts.log(`${connector.name || connector.id}: ${error.message}`)
      this.#complained.add(complaint)
      return undefined
    }
  }

  async #make(id: string, due: Date, waits: boolean): Promise<boolean> {
    const { es } = this.#parts
    const placed = await readConnector(es, id)
    if (placed === undefined) return false
    const { last_sync_scheduled_at: last } = placed.connector
    if (last && new Date(last) >= due) return false
    if (!(await changeConnector(es, placed, { last_sync_scheduled_at: due.toISOString() }))) return false
    // One that waits already will do for both.
    if (waits) return false
    await es.connector.syncJobPost({ id, job_type: 'full', trigger_method: 'scheduled' })
    return true
  }
}
