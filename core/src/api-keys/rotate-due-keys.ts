import { z } from 'zod'
import { isPatchbayError, PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { policyWithin } from '../operations/call-within.ts'
import { defineOperation, type OperationDeps, type RunContext } from '../operations/define-operation.ts'
import { toReplaceKey } from '../privileges/key-privileges.ts'
import { requireSignedIn } from '../steps/check-key-can-be-made.ts'
import { connectorFacts, connectorLabel } from '../steps/connector-target.ts'
import { type DueKey, dueKeys } from './due-keys.ts'

const input = z.strictObject({
  olderThanDays: z.coerce
    .number()
    .int()
    .min(0)
    .max(36_500)
    .default(90)
    .describe('keys of at least this many days'),
})

const shown = ({ connector, apiKeyId, days }: DueKey) => ({
  connector: connectorLabel(connector),
  id: connector.id,
  apiKeyId,
  days,
})

/** One connector's rotation under this run; undefined when the connector is gone by now. */
const rotate = async (context: RunContext, connector: string): Promise<string | undefined> => {
  try {
    await context.call('api-key.rotate', { connector }, connector)
    return connector
  } catch (error) {
    if (isPatchbayError(error) && error.code === 'target.not-found') return undefined
    throw error
  }
}

/** What policy goes by. */
const judged = { name: 'api-key.rotate-due', title: 'Rotate old API keys', risk: 'guarded' } as const

export const rotateDueKeys = defineOperation({
  ...judged,
  version: 1,
  summary: 'Rotates the keys of all managed connectors that are older than so many days, one after another.',
  input,
  privileges: (_input, _target, cluster) => toReplaceKey(undefined, cluster),
  validate:
    (deps: Pick<OperationDeps, 'clock' | 'operation'>) =>
    async (context, { olderThanDays }) => {
      requireSignedIn(context.actor)
      const { due, toCollect } = await dueKeys(context, olderThanDays, deps.clock.now())
      const mayCall = await policyWithin(context, deps.clock, { operation: judged, facts: {} })
      for (const { connector } of due) mayCall(deps.operation('api-key.rotate'), connectorFacts(connector))
      if (due.length > 0) return
      throw new PatchbayError(
        'connector.state',
        `No managed connector has an API key that is ${counted(olderThanDays, 'day')} old.`,
        {
          field: 'olderThanDays',
          next:
            toCollect.length === 0
              ? '`patchbay api-key list` shows when each was made.'
              : `${counted(toCollect.length, 'self-managed connector')} has one: \`patchbay api-key rotate\` each.`,
        },
      )
    },
  plan:
    (deps: Pick<OperationDeps, 'clock'>) =>
    async (context, { olderThanDays }) => {
      const { due, toCollect } = await dueKeys(context, olderThanDays, deps.clock.now())
      return {
        headline: `Rotate old API keys · ${counted(due.length, 'connector')}`,
        changes: due.map(({ connector, apiKeyId, days }) => ({
          what: connectorLabel(connector),
          from: `${apiKeyId}, ${counted(days, 'day')}`,
          to: 'a new key',
        })),
        stays: [
          'each old key works until no sync uses it, 2 hours at most',
          ...toCollect.map(
            ({ connector, days }) =>
              `${connectorLabel(connector)}, self-managed, ${counted(days, 'day')}: patchbay api-key rotate ${connector.id}`,
          ),
        ],
        after: [
          'one after another; the first that fails stops the run, and resuming goes on with it',
          "old keys and old secrets are gone; can't be undone",
        ],
      }
    },
  run:
    (deps: Pick<OperationDeps, 'clock'>) =>
    async (context, { olderThanDays }) => {
      // Chosen once: whoever takes this run up goes through the same list.
      const { chosen } = await context.step('choose', {
        run: async () => {
          const { due } = await dueKeys(context, olderThanDays, deps.clock.now())
          return { chosen: due.map(shown) }
        },
      })
      const rotated: string[] = []
      for (const { id } of chosen) {
        const done = await rotate(context, id)
        if (done !== undefined) rotated.push(done)
      }
      const { toCollect } = await dueKeys(context, olderThanDays, deps.clock.now())
      return { rotated, gone: chosen.length - rotated.length, toCollect: toCollect.map(shown) }
    },
})
