import type { ConnectorSummary } from '../protocol/connector.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { announceWorker } from './announce-worker.ts'
import { endOrphan, freeStuck } from './clean-up.ts'
import { listAllConnectors, listUnfinishedJobs } from './list-work.ts'
import { runJob } from './run-job.ts'
import { Scheduler } from './schedule-syncs.ts'
import type { WorkerParts } from './worker-options.ts'

/** One look for work after another. Jobs run side by side with the looks, one a connector. */
export class Rounds {
  readonly #parts: WorkerParts
  readonly #concurrency: number
  readonly #stop: AbortSignal
  readonly #scheduler: Scheduler
  readonly #running = new Map<string, Promise<boolean>>()
  readonly #complaints = new Map<string, string>()
  #announced = -Infinity

  constructor(parts: WorkerParts, stop: AbortSignal) {
    this.#parts = parts
    this.#concurrency = parts.concurrency ?? 4
    this.#stop = stop
    this.#scheduler = new Scheduler(parts)
  }

  /**
   * Makes the jobs that are due and starts jobs while there is room.
   * @returns a promise for the jobs that were started: how many of them were ours to run.
   */
  async next(): Promise<{ ran: Promise<number> }> {
    await this.#announce()
    const { es } = this.#parts
    const all = await listAllConnectors(es)
    const connectors = all.filter((connector) => this.#isOurs(connector))
    const waiting = await listUnfinishedJobs(es)
    await this.#cleanUp(all, connectors, waiting)
    const made = await this.#scheduler.makeDueJobs(connectors, waiting)
    const jobs = made > 0 ? await listUnfinishedJobs(es) : waiting
    const ours = new Set(connectors.map(({ id }) => id))
    const started: Promise<boolean>[] = []
    for (const job of jobs) {
      const { id } = job.connector
      if (this.#stop.aborted || this.#running.size >= this.#concurrency) break
      if (!ours.has(id) || this.#running.has(id)) continue
      const run = this.#run(job)
      this.#running.set(id, run)
      started.push(run)
    }
    this.#parts.observe({ is: 'round', connectors: connectors.length, waiting: jobs.length })
    return { ran: Promise.all(started).then((ours) => ours.filter(Boolean).length) }
  }

  async #cleanUp(
    all: readonly ConnectorSummary[],
    ours: readonly ConnectorSummary[],
    jobs: readonly SyncJob[],
  ): Promise<void> {
    const known = new Set(all.map(({ id }) => id))
    for (const job of jobs) if (!known.has(job.connector.id)) await endOrphan(this.#parts, job)
    const busy = new Set(jobs.map(({ connector }) => connector.id))
    for (const connector of ours) if (!busy.has(connector.id)) await freeStuck(this.#parts, connector)
  }

  async #run(job: SyncJob): Promise<boolean> {
    const { id } = job.connector
    try {
      const ran = await runJob(this.#parts, job, this.#stop)
      this.#complaints.delete(id)
      return ran
    } catch (error) {
      // The job stays, and is tried again with the next look: said once, not every second.
      const said = error instanceof Error ? error.message : String(error)
      if (this.#complaints.get(id) !== said)
        this.#parts.observe({
          is: 'trouble',
          connectorId: id,
          message: `The connector ${id} can't be synced for now: ${said}`,
        })
      this.#complaints.set(id, said)
      return false
    } finally {
      this.#running.delete(id)
    }
  }

  /** Waits until no job runs. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  /** A self-managed connector without a key here is left to who has it. */
  #isOurs({ id, service_type: type, is_native: managed, deleted }: ConnectorSummary): boolean {
    if (deleted === true || !type || this.#parts.sources[type] === undefined) return false
    return managed || this.#parts.keys(id) !== undefined
  }

  async #announce(): Promise<void> {
    const now = this.#parts.clock.monotonic()
    if (now - this.#announced < this.#parts.timing.heartbeat) return
    await announceWorker(this.#parts, 'running')
    this.#announced = now
  }
}
