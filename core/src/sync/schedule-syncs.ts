import { z } from 'zod'
import { isPatchbayError } from '../errors.ts'
import { type ConnectorSummary, type JobType, jobTypes } from '../protocol/connector.ts'
import { parseSchedule } from '../protocol/schedule.ts'
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
      for (const kind of jobTypes) {
        const due = this.#due(connector, kind)
        if (due === undefined) continue
        const waits = unfinished.some(
          (job) => job.connector.id === connector.id && job.job_type === kind && job.status === 'pending',
        )
        if (await this.#make({ id: connector.id, kind }, due, waits)) made += 1
      }
    }
    return made
  }

  #due(connector: ConnectorSummary, kind: JobType): Date | undefined {
    const schedule = connector.scheduling?.[kind]
    const key = `${kind} ${connector.id}`
    if (schedule?.enabled !== true || !isSetUp(connector) || !does(connector, kind)) {
      // A schedule that is switched on later counts from then, not from its last run long ago.
      this.#since.set(key, { interval: '', at: this.#parts.clock.now(), first: false })
      return undefined
    }
    const now = this.#parts.clock.now()
    const known = this.#since.get(key)
    if (known?.interval !== schedule.interval) {
      this.#since.set(key, { interval: schedule.interval, at: now, first: known === undefined })
    }
    const seen = this.#since.get(key)
    const scheduled = connector[syncFields[kind].scheduled]
    const last = scheduled ? new Date(scheduled) : undefined
    const changedSince = seen !== undefined && !seen.first && (last === undefined || seen.at > last)
    const after = changedSince ? seen.at : (last ?? seen?.at ?? now)
    try {
      return dueTime(parseSchedule(schedule.interval), after, now)
    } catch (error) {
      if (!isPatchbayError(error)) throw error
      const complaint = `${connector.id} ${schedule.interval}`
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
    if (placed === undefined) return false
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
