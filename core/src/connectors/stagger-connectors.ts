import { z } from 'zod'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { parseDuration } from '../lib/duration.ts'
import { policyWithin } from '../operations/call-within.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { type Connector, jobTypes } from '../protocol/connector.ts'
import { requireKind } from '../protocol/job-kinds.ts'
import { parseSchedule } from '../protocol/schedule.ts'
import { cronFromWords } from '../protocol/schedule-from-words.ts'
import { scheduleWords } from '../protocol/schedule-words.ts'
import { gapOf, staggeredSchedules } from '../protocol/staggered-schedules.ts'
import { connectorFacts, connectorLabel } from '../steps/connector-target.ts'
import { connectorsLike, connectorsTarget, namedConnectors, requireCount } from '../steps/named-connectors.ts'
import { scheduledWords } from './scheduled-words.ts'

const every = 'all-scheduled'
/** As many as one run carries, each with a line of the plan and a step of the log. */
const most = 500
/** In minutes. */
const usually = 60

const input = z.strictObject({
  connectors: z
    .string()
    .min(1)
    .describe(`ids, names or indices with commas between; ${every}: every one with a full sync on schedule`),
  kind: z.enum(jobTypes).default('full').describe('which syncs'),
  every: z
    .string()
    .min(1)
    .describe('the schedule of the first, in words: "day at 2", "6 hours", "weekdays at 6"'),
  within: z
    .string()
    .optional()
    .describe(
      'over how long their begins are spread, such as 2h or 45m: an hour by default, never longer than until the schedule comes again',
    ),
})
type Input = z.infer<typeof input>

const requireSome = (count: number): void =>
  requireCount(count, { field: 'connectors', most, many: 'Stagger them in several groups.' })

const staggered = connectorsTarget((context, named) =>
  named === every
    ? connectorsLike(context, ({ scheduling }) => scheduling?.full?.enabled === true)
    : namedConnectors(context, named),
)

const withinInvalid = (why: string, next: string): PatchbayError =>
  new PatchbayError('input.invalid', `within: ${why}.`, { field: 'within', next })

/** In whole minutes. */
const withinOf = ({ within, every: words }: Pick<Input, 'within' | 'every'>, cron: string): number => {
  const gap = gapOf(cron)
  if (gap < 2)
    throw new PatchbayError('input.invalid', "every: what comes each minute can't be staggered.", {
      field: 'every',
      next: 'Such as "15 minutes" or "day at 2".',
    })
  if (within === undefined) return Math.min(usually, gap)
  const minutes = Math.floor((parseDuration(within) ?? 0) / 60_000)
  if (minutes < 1) throw withinInvalid(`"${within}" is no time of a minute or more`, 'Such as 45m or 2h.')
  if (minutes <= gap) return minutes
  throw withinInvalid(
    `"${within}" is longer than it takes until "${words}" comes again`,
    `At most ${gap % 60 === 0 ? `${gap / 60}h` : `${gap}m`}.`,
  )
}

/** Each connector's cron, in the order of the ids: the same connectors always get the same. */
const wanted = (asked: Input, connectors: readonly Connector[]): { connector: Connector; cron: string }[] => {
  const first = cronFromWords(asked.every)
  const within = withinOf(asked, first)
  const crons = staggeredSchedules(first, { count: connectors.length, within })
  if (crons === undefined)
    throw withinInvalid(
      'the last ones would begin on the day after, which is not one of its days',
      'Give an earlier time of day, or less time.',
    )
  const ordered = connectors.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return ordered.flatMap((connector, at) => {
    const cron = crons[at]
    return cron === undefined ? [] : [{ connector, cron }]
  })
}

const mostAtOnce = (all: readonly { cron: string }[]): number =>
  Math.max(
    ...Map.groupBy(all, ({ cron }) => cron)
      .values()
      .map(({ length }) => length),
  )

/** 2026-11-29 02:00 UTC */
const minuteOf = (at: Date | undefined): string =>
  at === undefined ? 'never' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** What policy goes by. */
const judged = { name: 'connector.stagger', title: 'Stagger schedules', risk: 'routine' } as const
const schedule = 'connector.schedule'

export const staggerConnectors = defineOperation({
  ...judged,
  version: 1,
  summary:
    'Gives several connectors one schedule, spread over some time so that their syncs do not all begin at once.',
  input,
  target: staggered,
  skipsEmpty: true,
  basis: (connectors) => ({
    connectors: connectors.map(({ id, scheduling }) => ({
      id,
      ...Object.fromEntries(jobTypes.map((kind) => [kind, scheduling?.[kind] ?? null])),
    })),
  }),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: (deps: Pick<OperationDeps, 'clock' | 'operation'>) => async (context, asked, connectors) => {
    requireSome(connectors.length)
    wanted(asked, connectors)
    const around = { operation: judged, facts: staggered.facts(connectors) }
    const mayCall = await policyWithin(context, deps.clock, around)
    for (const connector of connectors) {
      requireKind(connector, asked.kind)
      mayCall(deps.operation(schedule), connectorFacts(connector))
    }
  },
  plan: (deps: Pick<OperationDeps, 'clock'>) => async (_context, asked, connectors) => {
    const all = wanted(asked, connectors)
    const now = deps.clock.now()
    const together = mostAtOnce(all)
    const changed = all.filter(({ connector: { scheduling }, cron }) => {
      const before = scheduling?.[asked.kind]
      return before?.enabled !== true || before.interval !== cron
    })
    return {
      headline: `Stagger schedules · ${counted(all.length, 'connector')}`,
      changes: changed.map(({ connector, cron }) => ({
        what: `${asked.kind} sync of ${connectorLabel(connector)}`,
        from: scheduledWords(connector.scheduling?.[asked.kind]),
        to: `${scheduleWords(cron)} (${cron}), next ${minuteOf(parseSchedule(cron).next(now))}`,
      })),
      stays: ['other kinds of syncs, and connectors that are not named'],
      ...(together > 1 && {
        warnings: [`up to ${together} begin in the same minute: more time (--within) keeps them apart`],
      }),
    }
  },
  run: () => async (context, asked, connectors) => {
    const items: { connector: string; id: string; cron: string; inWords: string }[] = []
    for (const { connector, cron } of wanted(asked, connectors)) {
      const { id } = connector
      // One may be gone since it was asked for: the others keep their places.
      if ((await getConnector(context.es, id)) === undefined) continue
      await context.call(schedule, { connector: id, kind: asked.kind, cron }, id)
      items.push({ connector: connectorLabel(connector), id, cron, inWords: scheduleWords(cron) })
    }
    return { items }
  },
})
