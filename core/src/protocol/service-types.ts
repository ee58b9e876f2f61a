import { z } from 'zod'
import { nearest } from '../lib/nearest.ts'
import catalogue from './connector-catalog.json' with { type: 'json' }

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const fieldSchema = z.object({
  key: z.string(),
  type: z.enum(['str', 'int', 'list', 'bool']),
  label: z.string(),
  order: z.number(),
  display: z.enum(['text', 'textarea', 'numeric', 'toggle', 'dropdown']),
  required: z.boolean(),
  sensitive: z.boolean(),
  default_value: scalar,
  value: z.union([scalar, z.array(z.string())]),
  depends_on: z.array(z.object({ field: z.string(), value: scalar })),
  options: z.array(z.object({ label: z.string(), value: z.string() })),
  validations: z.array(z.object({ type: z.string(), constraint: z.union([z.string(), z.number()]) })),
  ui_restrictions: z.array(z.string()),
})

const serviceTypeSchema = z.object({
  service_type: z.string(),
  name: z.string(),
  /** True where Elastic ran it for its users. */
  native: z.boolean(),
  features: z.object({
    basic_rules: z.boolean(),
    advanced_rules: z.boolean(),
    dls: z.boolean(),
    incremental: z.boolean(),
    native_connector_api_keys: z.boolean(),
  }),
  configuration: z.array(fieldSchema),
})

export type CatalogueField = z.infer<typeof fieldSchema>
export type ServiceType = z.infer<typeof serviceTypeSchema>

const unread: ReadonlyMap<string, unknown> = new Map(
  catalogue.service_types.map((type) => [type.service_type, type]),
)
const read = new Map<string, ServiceType>()
let all: ReadonlyMap<string, ServiceType> | undefined

/** A service type of the catalogue; undefined for a customized connector. Each is read when it is first asked for. */
export const findServiceType = (serviceType: string | null | undefined): ServiceType | undefined => {
  if (serviceType === null || serviceType === undefined || !unread.has(serviceType)) return undefined
  const known = read.get(serviceType) ?? serviceTypeSchema.parse(unread.get(serviceType))
  read.set(serviceType, known)
  return known
}

/** The catalogue of data sources that connectors know, by service type. */
export const serviceTypes = (): ReadonlyMap<string, ServiceType> =>
  (all ??= new Map(
    [...unread.keys()].flatMap((name) => {
      const type = findServiceType(name)
      return type === undefined ? [] : [[name, type] as const]
    }),
  ))

/** The service type that somebody may have meant by its id or by its name. */
export const suggestServiceType = (word: string): string | undefined => {
  const types = [...serviceTypes().values()]
  const byWord = new Map(
    types.flatMap(
      (type) =>
        [
          [type.service_type, type],
          [type.name, type],
        ] as const,
    ),
  )
  const found = nearest(word, [...byWord.keys()])
  return found === undefined ? undefined : byWord.get(found)?.service_type
}
