import { findServiceType, isSensitive, serviceTypes } from '@patchbay/core/words'
import { z } from 'zod'
import type { ConfigurationField } from './configuration-field.ts'
import { type Ground, resultOf } from './tree/result-of.ts'

const jobs = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      status: z.string(),
      created: z.string(),
      connector: z.string(),
    }),
  ),
})
const indices = z.object({ items: z.array(z.looseObject({ index: z.string() })) })
const shown = z.object({
  serviceType: z.string().nullable(),
  configuration: z.array(
    z.object({ key: z.string(), label: z.string(), value: z.unknown(), required: z.boolean() }),
  ),
})

export const readJobs = async (ground: Ground, input: object): Promise<z.infer<typeof jobs>['items']> =>
  jobs.parse(await resultOf(ground, 'sync.list', input)).items

export const readIndices = async (ground: Ground): Promise<string[]> =>
  indices.parse(await resultOf(ground, 'index.list', { limit: 1000 })).items.map(({ index }) => index)

/** Every data source that the catalogue knows. */
export const serviceTypeNames = (): { id: string; name: string }[] =>
  [...serviceTypes().values()].map(({ service_type: id, name }) => ({ id, name }))

/** The configuration of a connector as its form shows it: of a secret only whether it is set. */
export const readConfiguration = async (ground: Ground, connector: string): Promise<ConfigurationField[]> => {
  const { serviceType, configuration } = shown.parse(await resultOf(ground, 'connector.get', { connector }))
  const catalogued = findServiceType(serviceType)?.configuration ?? []
  const known = new Map(catalogued.map((field) => [field.key, field]))
  // A connector that no service has met yet has no fields of its own: those of the catalogue will be registered.
  const fields = configuration.length > 0 ? configuration : catalogued.toSorted((a, b) => a.order - b.order)
  return fields.map(({ key, label, value, required }) => {
    const field = known.get(key)
    return {
      key,
      label,
      value: value ?? null,
      required,
      type: field?.type ?? 'str',
      sensitive: isSensitive(key, field),
      options: field?.options ?? [],
    }
  })
}

/** The id of a connector that somebody named by its id, its name or its index. */
export const idOfConnector = async (ground: Ground, connector: string): Promise<string> =>
  z.object({ id: z.string() }).parse(await resultOf(ground, 'connector.get', { connector })).id
