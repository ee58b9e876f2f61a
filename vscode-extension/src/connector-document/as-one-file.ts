import { Secret } from '@patchbay/core'
import { z } from 'zod'
import type { ConnectorState } from './connector-state.ts'
import type { Change } from './plan-changes.ts'

/** Where the file says that a value was typed and stands nowhere. */
const typed = { env: 'TYPED_WHEN_SAVED' }

const scheduleSchema = z.object({
  kind: z.enum(['full', 'incremental', 'access_control']),
  enabled: z.boolean(),
  cron: z.string(),
})
const valuesSchema = z.object({ values: z.record(z.string(), z.unknown()) })

type Applied = Pick<Change, 'operation' | 'input'>

/**
 * Changes of one connector as a file of `connector.apply`: then they are one plan, one approval and one run. Undefined
 * where such a file can't say them: rules would become active by it, and a schedule that is off has no time there.
 */
export const asOneFile = (
  { id, document }: Pick<ConnectorState, 'id' | 'document'>,
  changes: readonly Applied[],
): Applied | undefined => {
  const entry: Record<string, unknown> = { id, name: document.name }
  const schedule: Record<string, string> = {}
  const configuration: Record<string, unknown> = {}
  const given: Record<string, Secret> = {}
  for (const { operation, input } of changes) {
    switch (operation) {
      case 'connector.rename': {
        const { connector: _id, ...names } = input
        Object.assign(entry, names)
        break
      }
      case 'connector.configure':
        for (const [field, value] of Object.entries(valuesSchema.parse(input).values)) {
          if (value instanceof Secret) given[field] = value
          configuration[field] = value instanceof Secret ? typed : value
        }
        break
      case 'connector.schedule': {
        const { kind, enabled, cron } = scheduleSchema.parse(input)
        if (!enabled && document.schedule[kind]?.cron !== cron) return undefined
        schedule[kind] = enabled ? cron : 'off'
        break
      }
      default:
        return undefined
    }
  }
  if (entry['name'] === '') return undefined
  const connector = {
    ...entry,
    ...(Object.keys(configuration).length === 0 ? {} : { configuration }),
    ...(Object.keys(schedule).length === 0 ? {} : { schedule }),
  }
  // JSON is YAML.
  const file = `${JSON.stringify({ connectors: [connector] }, undefined, 2)}\n`
  const secrets = Object.fromEntries(
    Object.entries(given).map(([field, secret]) => [`${String(entry['name'])}.${field}`, secret]),
  )
  return {
    operation: 'connector.apply',
    input: { file, ...(Object.keys(secrets).length === 0 ? {} : { secrets }) },
  }
}
