import type { Clock, Ids, Session } from '../deps.ts'
import { announceExecutor } from '../elasticsearch/executors.ts'
import type { Runner } from '../operations/create-runner.ts'
import { readPolicy } from '../operations/read-policy.ts'
import type { StepProgress } from '../operations/runs.ts'
import type { RecentRequest } from '../run-log/recent-requests.ts'
import { systemClock, systemIds } from '../system-deps.ts'
import { coveredUsers } from './covered-users.ts'
import { createCarryOn } from './carry-on.ts'
import { type Look, lookAtRun, lookAtRuns } from './look-at-runs.ts'
import { createRests } from './rests.ts'

export interface ExecutorOptions {
  core: Runner
  /** What people read where services are listed. */
  name: string
  /** Where it runs: the name of the machine. */
  host: string
  /** Told of what went wrong and will be tried again. */
  log?: (problem: string, error: unknown) => void
  /** Called as each step of a run begins and ends. */
  onStep?: (step: StepProgress) => void
  /** Called after each attempt at a run, whatever came of it: draw it anew. */
  onRun?: (run: string) => void
  /** Called with what each look has read, so that nobody else needs to read it again. */
  onLook?: (look: Look) => void
  clock?: Clock
  ids?: Pick<Ids, 'ulid'>
  /** Milliseconds between two looks. */
  every?: number
}

export interface Executor {
  /** Looks at one run now, where somebody knows that it has just been decided; never throws. */
  lookAt(request: RecentRequest): Promise<void>
  /** Takes up nothing more, ends what it does after the step at hand, and says that it is gone. */
  stop(): Promise<void>
}

/** Milliseconds between two announcements of a service that lives. */
const announceEvery = 20_000

/**
 * Starts a service that carries runs out: those that are approved (or cleared, where policy names a service), attempts
 * that fell silent for a whole term, and waits whose time has come. It acts as the requester, or as the user that
 * policy names, by run-as; so `session` is one of a service's API key (`cluster setup --service bot --run-as …`).
 * Runs of people whom the key does not cover are left alone. Any number of services may run: the run log lets one of
 * them win each attempt. Resolves once it has announced itself, so that runs may be asked for from then on.
 */
export const startExecutor = async (session: Session, options: ExecutorOptions): Promise<Executor> => {
  const { core, name, host, every = 3_000, clock = systemClock, ids = systemIds } = options
  const log = options.log ?? (() => {})
  const ending = new AbortController()
  const { signal } = ending
  const owner = ids.ulid()
  const covered = coveredUsers(session, clock)
  const rests = createRests(clock)
  const carryOn = createCarryOn({
    core,
    signal,
    rests,
    log,
    onStep: options.onStep ?? (() => {}),
    onRun: options.onRun ?? (() => {}),
  })
  const parts = { core, session, covered, settled: new Set<string>(), rests, carryOn, clock, log }
  let announcedAt = Number.NEGATIVE_INFINITY
  let announced = ''

  const servicesOfPolicy = async (): Promise<string[]> => {
    const versions = await readPolicy(session.es)
    const { policy } = versions.at(-1) ?? versions[0]
    const rules = [...policy.rules, ...session.cluster.stricter]
    return rules.flatMap(({ executeAs }) => (typeof executeAs === 'object' ? [executeAs.service] : []))
  }
  const announce = (state: 'running' | 'stopped', runsAs: readonly string[]) =>
    announceExecutor(session.es, owner, {
      name,
      host,
      state,
      runs_as: runsAs,
      last_seen: clock.now().toISOString(),
    })
  const look = async () => {
    for (const user of new Set(await servicesOfPolicy())) await covered.sessionAs(user)
    const runsAs = covered.users()
    const due = clock.monotonic() - announcedAt >= announceEvery
    if (due || announced !== runsAs.join('\n')) {
      await announce('running', runsAs)
      announcedAt = clock.monotonic()
      announced = runsAs.join('\n')
    }
    const found = await lookAtRuns(parts)
    options.onLook?.(found)
  }
  const loop = async () => {
    while (!signal.aborted) {
      // Aborted: the loop ends by itself.
      await clock.sleep(every, signal).catch(() => {})
      if (signal.aborted) break
      await look().catch((error: unknown) =>
        log('Runs could not be looked at; the next look is soon.', error),
      )
    }
  }

  await look()
  const looping = loop()
  return {
    lookAt: async (request) => {
      await lookAtRun(parts, request)
    },
    stop: async () => {
      ending.abort(new Error('The service stops.'))
      await looping
      await carryOn.finished()
      // What can't be said is found out: a service that falls silent counts as gone after two minutes.
      await announce('stopped', []).catch((error: unknown) => log('The end could not be announced.', error))
    },
  }
}
