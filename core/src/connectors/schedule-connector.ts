import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { type Connector, type JobType, jobTypes, type Schedule } from '../protocol/connector.ts'
import { requireKind } from '../protocol/job-kinds.ts'
import { nextRuns, parseSchedule } from '../protocol/schedule.ts'
import { cronFromWords } from '../protocol/schedule-from-words.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import { scheduledWords } from './scheduled-words.ts'

const input = z.strictObject({
  connector: connectorField,
  kind: z.enum(jobTypes).default('full').describe('which syncs'),
  cron: z
    .string()
    .min(1)
    .optional()
    .describe('Quartz cron in UTC, such as "0 0 3 * * ?" for every day at 03:00'),
  every: z
    .string()
    .min(1)
    .optional()
    .describe('the same in words: "3 hours", "15 minutes", "weekdays at 6", "day at 04:30"'),
  enabled: z.boolean().optional().describe('false switches the schedule off'),
})
type Input = z.infer<typeof input>

const neverSet: Schedule = { enabled: false, interval: '0 0 0 * * ?' }

/** Syncs that begin less than this apart, in milliseconds, are worth a warning. */
const close = 5 * 60_000

const current = (connector: Connector, kind: JobType): Schedule => connector.scheduling?.[kind] ?? neverSet

/** Giving a schedule switches it on unless the caller says otherwise. */
const wanted = ({ kind, cron, every, enabled }: Input, connector: Connector): Schedule => {
  const now = current(connector, kind)
  const given = every === undefined ? cron?.trim() : cronFromWords(every)
  return {
    enabled: enabled ?? (given === undefined ? now.enabled : true),
    interval: given ?? now.interval,
  }
}

export const scheduleConnector = defineOperation({
  name: 'connector.schedule',
  version: 1,
  title: 'Schedule connector',
  summary: 'Sets when a connector syncs, or switches its schedule on or off.',
  risk: 'routine',
  input,
  target: connectorTarget,
  basis: ({ scheduling }: Connector) =>
    Object.fromEntries(Object.entries(scheduling ?? {}).map(([kind, schedule]) => [kind, schedule ?? null])),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: (deps: Pick<OperationDeps, 'clock'>) => async (_context, asked, connector) => {
    const { cron, every } = asked
    if (cron === undefined && every === undefined && asked.enabled === undefined) {
      throw new PatchbayError('input.invalid', 'every: give a schedule, or say whether it is enabled.', {
        field: 'every',
        next: 'Such as --every "3 hours" or --cron "0 0 3 * * ?".',
      })
    }
    if (cron !== undefined && every !== undefined) {
      throw new PatchbayError('input.invalid', 'every: a cron was given too, and one of them is enough.', {
        field: 'every',
        next: 'Leave out --every or --cron.',
      })
    }
    const { enabled, interval } = wanted(asked, connector)
    if (enabled) requireKind(connector, asked.kind)
    if (parseSchedule(interval).next(deps.clock.now()) === undefined) {
      throw new PatchbayError('input.invalid', `cron: "${interval}" never comes again.`, { field: 'cron' })
    }
  },
  plan: (deps: Pick<OperationDeps, 'clock'>) => async (_context, asked, connector) => {
    const [before, after] = [current(connector, asked.kind), wanted(asked, connector)]
    const runs = after.enabled ? nextRuns(parseSchedule(after.interval), deps.clock.now(), 5) : []
    const [first, second] = runs
    const often = first !== undefined && second !== undefined && second.getTime() - first.getTime() < close
    return {
      headline: `Schedule connector · ${connectorHeadline(connector)}`,
      changes: [
        { what: `${asked.kind} sync`, from: scheduledWords(before), to: scheduledWords(after) },
        ...(before.interval === after.interval
          ? []
          : [{ what: 'cron', from: before.interval, to: after.interval }]),
      ],
      ...(runs.length === 0
        ? { after: ['no sync of this kind begins by itself'] }
        : { nextSyncs: runs.map((run) => run.toISOString()) }),
      ...(often && {
        warnings: ['the syncs are less than 5 minutes apart: one may wait for the one before'],
      }),
    }
  },
  run: () => async (context, asked, connector) => {
    const schedule = wanted(asked, connector)
    await context.step('schedule', {
      run: async () => {
        // Elasticsearch refuses a change of the access control schedule alone: the full one goes with it as it is.
        const alone = asked.kind === 'access_control' ? { full: current(connector, 'full') } : {}
        const scheduling = { ...alone, [asked.kind]: schedule }
        await context.es.connector.updateScheduling({ connector_id: connector.id, scheduling })
        return null
      },
    })
    return { connector: connector.id, kind: asked.kind, ...schedule, inWords: scheduledWords(schedule) }
  },
})
