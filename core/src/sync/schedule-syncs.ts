import { z } from 'zod'
import { isPatchbayError } from '../errors.ts'
import { type ConnectorSummary, type JobType, jobTypes } from '../protocol/connector.ts'
import { type CronSchedule, parseSchedule } from '../protocol/schedule.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { changeConnector, readConnector } from './connector-document.ts'
import { dueTime } from './due-time.ts'
import { syncFields } from './sync-fields.ts'
import type { WorkerParts } from './worker-options.ts'

const switched = z.object({ enabled: z.boolean().nullish() }).nullish()
const featureSchema = z.object({ incremental_sync: switched, document_level_security: switched })

/** The kinds of sync that a connector offers; a full one always. */
const does = ({ features }: ConnectorSummary, kind: JobType): boolean => {
  if (kind === 'full') return true
  const offered = featureSchema.safeParse(features).data
  const feature = kind === 'incremental' ? offered?.incremental_sync : offered?.document_level_security
  return feature?.enabled === true
}

/** A schedule of a connector, as this worker last heard of it. */
interface Scheduled {
  id: string
  kind: JobType
  interval: string
  /** Since when it is seen as it is. */
  at: Date
  /** It was there when this worker first saw the connector. */
  first: boolean
  cron: CronSchedule
  /** Runs at this time and before are done. */
  after: Date
  /** The first time after that; undefined when it never comes. */
  next: Date | undefined
}

/** A connector that was never set up is not synced by the clock. */
const isSetUp = ({ status }: ConnectorSummary): boolean =>
  status !== 'created' && status !== 'needs_configuration'

/** Most schedules are the same few. */
const mostRemembered = 1_000

/**
 * Makes the jobs of schedules that are due. A time that was missed is made up once. The time is written to the connector
 * by compare-and-set before the job is made, so that of several workers one makes it. Times are worked out when a
 * connector changes; a tick only looks which have come.
 */
export class Scheduler {
  readonly #parts: WorkerParts
  readonly #scheduled = new Map<string, Scheduled>()
  readonly #crons = new Map<string, CronSchedule>()
  readonly #complained = new Set<string>()

  constructor(parts: WorkerParts) {
    this.#parts = parts
  }

  /** Hears of a connector that is new or changed. */
  see(connector: ConnectorSummary, isNew: boolean): void {
    for (const kind of jobTypes) {
      const key = `${kind} ${connector.id}`
      const scheduled = this.#scheduleOf(connector, kind, { isNew, known: this.#scheduled.get(key) })
      if (scheduled === undefined) this.#scheduled.delete(key)
      else this.#scheduled.set(key, scheduled)
    }
  }

  forget(id: string): void {
    for (const kind of jobTypes) this.#scheduled.delete(`${kind} ${id}`)
  }

  /**
   * Makes the jobs that are due, of connectors that are `ours`.
   * @returns how many jobs were made.
   */
  async makeDueJobs(ours: ReadonlySet<string>, unfinished: readonly SyncJob[]): Promise<number> {
    const now = this.#parts.clock.now()
    let made = 0
    for (const one of this.#scheduled.values()) {
      const { id, kind, next, cron, after } = one
      if (next === undefined || next > now || !ours.has(id)) continue
      const due = dueTime(cron, after, now)
      if (due === undefined) continue
      const waits = unfinished.some(
        (job) => job.connector.id === id && job.job_type === kind && job.status === 'pending',
      )
      if (await this.#make({ id, kind }, due, waits)) made += 1
    }
    return made
  }

  #scheduleOf(
    connector: ConnectorSummary,
    kind: JobType,
    { isNew, known }: { isNew: boolean; known: Scheduled | undefined },
  ): Scheduled | undefined {
    const schedule = connector.scheduling?.[kind]
    if (schedule?.enabled !== true || !isSetUp(connector) || !does(connector, kind)) return undefined
    const cron = this.#cronOf(connector, schedule.interval)
    if (cron === undefined) return undefined
    const { interval } = schedule
    // A schedule that is switched on or changed counts from then, not from its last run long ago.
    const { at, first } = known?.interval === interval ? known : { at: this.#parts.clock.now(), first: isNew }
    const written = connector[syncFields[kind].scheduled]
    const last = written ? new Date(written) : undefined
    const after = last === undefined || (!first && at > last) ? at : last
    return { id: connector.id, kind, interval, at, first, cron, after, next: cron.next(after) }
  }

  #cronOf(connector: ConnectorSummary, interval: string): CronSchedule | undefined {
    const known = this.#crons.get(interval)
    if (known !== undefined) return known
    try {
      const cron = parseSchedule(interval)
      if (this.#crons.size >= mostRemembered) this.#crons.clear()
      this.#crons.set(interval, cron)
      return cron
    } catch (error) {
      if (!isPatchbayError(error)) throw error
      const complaint = `${connector.id} ${interval}`
      if (!this.#complained.has(complaint))
        this.#parts.observe({
          is: 'trouble',
          connectorId: connector.id,
          message: `${connector.name || connector.id}: ${error.message}`,
        })
      this.#complained.add(complaint)
      return undefined
    }
  }

  async #make({ id, kind }: { id: string; kind: JobType }, due: Date, waits: boolean): Promise<boolean> {
    const { es } = this.#parts
    const placed = await readConnector(es, id)
    if (placed === undefined) {
      this.forget(id)
      return false
    }
    const last = placed.connector[syncFields[kind].scheduled]
    if (last && new Date(last) >= due) return false
    if (!(await changeConnector(es, placed, { [syncFields[kind].scheduled]: due.toISOString() })))
      return false
    // One that waits already will do for both.
    if (waits) return false
    await es.connector.syncJobPost({ id, job_type: kind, trigger_method: 'scheduled' })
    return true
  }
}
