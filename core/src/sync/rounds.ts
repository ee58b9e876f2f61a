import type { ConnectorSummary } from '../protocol/connector.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { announceWorker } from './announce-worker.ts'
import type { ConnectorCare } from './care-for-connectors.ts'
import { endOrphan, freeStuck, saysItRuns, stuckMark } from './clean-up.ts'
import { KnownConnectors } from './known-connectors.ts'
import { runJob } from './run-job.ts'
import { Scheduler } from './schedule-syncs.ts'
import type { Period } from './trace-sync.ts'
import type { WorkerParts } from './worker-options.ts'

const isWaiting = ({ status }: SyncJob): boolean => status === 'pending' || status === 'suspended'

/** One look for work after another. Jobs run side by side with the looks, one a connector. */
export class Rounds {
  readonly #parts: WorkerParts
  readonly #concurrency: number
  readonly #stop: AbortSignal
  readonly #scheduler: Scheduler
  readonly #known: KnownConnectors
  readonly #care: ConnectorCare | undefined
  /** Ids of connectors that this worker syncs. */
  readonly #ours = new Set<string>()
  /** Ids of connectors that say that a sync runs. */
  readonly #marked = new Set<string>()
  readonly #running = new Map<string, Promise<boolean>>()
  readonly #complaints = new Map<string, string>()
  /** Of connectors whose syncs are left to others, what was said of it. */
  readonly #lacking = new Map<string, string>()
  #announced = -Infinity
  /** Of the syncs that may run side by side, how many run or are sought. */
  #busy = 0
  /** Where to begin with jobs that are worked on already. */
  #turn = 0
  /** When the last look was. */
  #looked: Period | undefined

  /** @param care what is done for connectors besides syncs; without it, only what is due is run. */
  constructor(parts: WorkerParts, stop: AbortSignal, care?: ConnectorCare) {
    this.#parts = parts
    this.#care = care
    this.#concurrency = parts.concurrency ?? 4
    this.#stop = stop
    this.#scheduler = new Scheduler(parts)
    this.#known = new KnownConnectors(parts)
  }

  /**
   * Makes the jobs that are due and starts jobs while there is room.
   * @returns a promise for the jobs that were started: how many of them were ours to run.
   */
  async next(): Promise<{ ran: Promise<number> }> {
    await this.#announce()
    const waiting = await this.#look()
    await this.#cleanUp(waiting)
    const made = await this.#scheduler.makeDueJobs(this.#ours, waiting)
    const jobs = made > 0 ? await this.#look() : waiting
    this.#sayKeysLack(jobs)
    const untried = this.#inTurn(jobs).values()
    const free = Math.min(jobs.length, this.#concurrency - this.#busy)
    const started = Array.from({ length: free }, () => this.#runNext(untried))
    this.#care?.begin(
      this.#ours,
      (id) => this.#running.has(id) || jobs.some((job) => job.connector.id === id),
    )
    this.#parts.observe({ is: 'round', connectors: this.#ours.size, waiting: jobs.length })
    return { ran: Promise.all(started).then((ours) => ours.filter(Boolean).length) }
  }

  /** Jobs to try: of those that are worked on already, which few are lost to their workers, only some at a time. */
  #inTurn(jobs: readonly SyncJob[]): SyncJob[] {
    const waiting = jobs.filter(isWaiting)
    const others = jobs.filter((job) => !isWaiting(job) && !this.#running.has(job.connector.id))
    const from = others.length === 0 ? 0 : this.#turn % others.length
    this.#turn = from + this.#concurrency
    const turned = [...others.slice(from), ...others.slice(0, from)]
    return [...turned.slice(0, this.#concurrency), ...waiting]
  }

  /** Runs the next job that is ours to run; one that turns out to be another worker's makes room at once. */
  async #runNext(untried: Iterator<SyncJob>): Promise<boolean> {
    this.#busy += 1
    try {
      for (;;) {
        const { done, value: job } = untried.next()
        if (done === true || this.#stop.aborted) return false
        const { id } = job.connector
        const connector = this.#known.get(id)
        if (connector === undefined || this.#running.has(id) || !this.#isOurs(connector)) continue
        if (this.#care?.isBusy(id) === true) continue
        const run = this.#run(job)
        this.#running.set(id, run)
        if (await run) return true
      }
    } finally {
      this.#busy -= 1
    }
  }

  /** Takes in what changed; the jobs that wait, run or should. */
  async #look(): Promise<SyncJob[]> {
    const since = this.#parts.clock.now()
    const { changed, gone, jobs, whole } = await this.#known.look()
    this.#looked = { since, until: this.#parts.clock.now() }
    for (const id of gone) this.#forget(id)
    for (const { connector, isNew } of changed) {
      this.#sort(connector)
      this.#scheduler.see(connector, isNew)
      this.#care?.see(connector)
      if (saysItRuns(connector)) this.#marked.add(connector.id)
      else this.#unmark(connector.id)
    }
    // Keys come and go without a connector changing.
    if (whole) {
      for (const connector of this.#known.all()) this.#sort(connector)
      await this.#care?.showUp(this.#ours)
    }
    return jobs
  }

  #sort(connector: ConnectorSummary): void {
    if (this.#isOurs(connector)) this.#ours.add(connector.id)
    else this.#ours.delete(connector.id)
  }

  #unmark(id: string): void {
    this.#marked.delete(id)
    this.#parts.standstill.forget(stuckMark(id))
  }

  #forget(id: string): void {
    this.#lacking.delete(id)
    this.#ours.delete(id)
    this.#unmark(id)
    this.#scheduler.forget(id)
    this.#care?.forget(id)
  }

  async #cleanUp(jobs: readonly SyncJob[]): Promise<void> {
    for (const job of jobs) {
      if (this.#known.get(job.connector.id) === undefined) await endOrphan(this.#parts, job)
    }
    const busy = new Set(jobs.map(({ connector }) => connector.id))
    for (const id of this.#marked) {
      const connector = this.#known.get(id)
      if (connector === undefined || busy.has(id) || !this.#ours.has(id)) continue
      await freeStuck(this.#parts, connector)
    }
  }

  async #run(job: SyncJob): Promise<boolean> {
    const { id } = job.connector
    try {
      const ran = await runJob(this.#parts, job, { stop: this.#stop, listed: this.#looked })
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

  /** A self-managed connector without a key here may be another worker's: said once, or a sync could wait unexplained. */
  #sayKeysLack(jobs: readonly SyncJob[]): void {
    for (const { connector: of } of jobs.filter(isWaiting)) {
      const connector = this.#known.get(of.id)
      if (connector?.deleted === true || !connector?.service_type || this.#isOurs(connector)) continue
      const name = connector.name || of.id
      const why =
        this.#parts.sources[connector.service_type] === undefined
          ? `no worker of Patchbay reads ${connector.service_type}; Elastic's connector service may`
          : `its key is not among those of this worker (worker.connectorKeysFile)`
      if (this.#lacking.get(of.id) === why) continue
      this.#lacking.set(of.id, why)
      this.#parts.observe({ is: 'note', message: `${name}: a sync waits for another worker, since ${why}` })
    }
  }

  /** Waits until no job runs. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
    await this.#care?.settled()
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
