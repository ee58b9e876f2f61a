import type { Clock, Session } from '../deps.ts'
import { isPatchbayError } from '../errors.ts'
import { mapAhead } from '../lib/map-ahead.ts'
import type { Runner } from '../operations/create-runner.ts'
import { isOver, type ShownRun, shownRunSchema } from '../protocol/shown-run.ts'
import { type RecentRequest, recentRequests } from '../run-log/recent-requests.ts'
import type { CarryOn } from './carry-on.ts'
import type { CoveredUsers } from './covered-users.ts'
import type { Rests } from './rests.ts'

export interface LookParts {
  core: Runner
  session: Session
  covered: CoveredUsers
  /** Runs that are over: never looked at again. */
  settled: Set<string>
  rests: Rests
  carryOn: CarryOn
  clock: Clock
  log(problem: string, error: unknown): void
}

/** A run that needs no approval belongs to the front end that began it; one this old has lost it. Milliseconds. */
const orphanedAfter = 120_000

/** Whether a service may try: the machinery decides, and leaves a silent attempt alone for a whole term. */
const isItsTurn = (
  { state, executeAs, requestedAt, waitsUntil, waitsFor, opensAt }: ShownRun,
  now: number,
): boolean => {
  if (state === 'approved') return waitsFor !== 'start' && opensAt == null
  if (state === 'cleared') return executeAs !== null || now - Date.parse(requestedAt ?? '') > orphanedAfter
  return state === 'executing' && (waitsUntil === null || Date.parse(waitsUntil) <= now)
}

/** What a look at the newest runs found. */
export interface Look {
  requests: readonly RecentRequest[]
  /** The runs that were read, by id: not those that were over before, and none that can't be read now. */
  shown: ReadonlyMap<string, ShownRun>
}

/** Logs that are read at a time. */
const readAhead = 8

/** Looks at the newest runs. */
export const lookAtRuns = async (parts: LookParts): Promise<Look> => {
  const requests = await recentRequests(parts.session.es)
  const shown = new Map<string, ShownRun>()
  for await (const found of mapAhead(requests, readAhead, (request) => lookAtRun(parts, request)))
    if (found !== undefined) shown.set(found.run, found)
  return { requests, shown }
}

/** Looks at one run, and begins to carry it out where that is this service's turn. */
export const lookAtRun = async (
  parts: LookParts,
  { run, requester }: RecentRequest,
): Promise<ShownRun | undefined> => {
  const { covered, settled, rests, carryOn, clock } = parts
  if (settled.has(run) || rests.isResting(run)) return undefined
  try {
    const shown = await readAs(parts, run, new Set([requester, ...covered.users()]))
    if (shown === undefined) {
      rests.rest(run)
      return undefined
    }
    if (isOver(shown)) settled.add(run)
    if (!isItsTurn(shown, clock.now().getTime())) return shown
    const executor = await covered.sessionAs(shown.executeAs ?? requester)
    if (executor !== undefined) carryOn.begin(executor, run)
    return shown
  } catch (error) {
    rests.rest(run)
    parts.log(`The run ${run} can't be looked at; the next look is in a minute.`, error)
    return undefined
  }
}

/** The run as its requester sees it, else as another whom the service can run as; undefined where none may. */
const readAs = async (
  { core, covered }: LookParts,
  run: string,
  usernames: ReadonlySet<string>,
): Promise<ShownRun | undefined> => {
  for (const username of usernames) {
    const reader = await covered.sessionAs(username)
    if (reader === undefined) continue
    try {
      const answer = await core.run(reader, 'approval.get', { run })
      return shownRunSchema.parse('result' in answer ? answer.result : undefined)
    } catch (error) {
      if (!isPatchbayError(error) || !['privilege.missing', 'elasticsearch.forbidden'].includes(error.code))
        throw error
    }
  }
  return undefined
}
