import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'

const fieldSchema = z.looseObject({
  get properties() {
    return z.record(z.string(), fieldSchema).optional()
  },
  get fields() {
    return z.record(z.string(), fieldSchema).optional()
  },
})
const mappings = z.record(z.string(), z.object({ mappings: fieldSchema.default({}) }))
const limitName = 'index.mapping.total_fields.limit'
const settings = z.record(
  z.string(),
  z.object({
    settings: z.object({ [limitName]: z.coerce.number().optional() }).optional(),
    defaults: z.object({ [limitName]: z.coerce.number().optional() }).optional(),
  }),
)

/** Objects and further ways to search a field count too. */
const count = ({ properties, fields }: z.infer<typeof fieldSchema>): number =>
  [...Object.values(properties ?? {}), ...Object.values(fields ?? {})].reduce(
    (sum, one) => sum + 1 + count(one),
    0,
  )

/**
 * How many fields an index has, of how many it may have: of several behind an alias, the fullest. Undefined where the
 * caller may not look, or there is none.
 */
export const countFields = async (
  es: Client,
  index: string,
): Promise<{ count: number; limit: number } | undefined> => {
  try {
    const [mapped, set] = await Promise.all([
      es.indices.getMapping({ index }),
      es.indices.getSettings({ index, name: limitName, flat_settings: true, include_defaults: true }),
    ])
    const limits = settings.parse(set)
    return Object.entries(mappings.parse(mapped))
      .flatMap(([name, found]) => {
        const limit = limits[name]?.settings?.[limitName] ?? limits[name]?.defaults?.[limitName]
        return limit === undefined ? [] : [{ count: count(found.mappings), limit }]
      })
      .toSorted((a, b) => b.count / b.limit - a.count / a.limit)[0]
  } catch (error) {
    if (hasStatus(error, 403, 404)) return undefined
    throw error
  }
}
