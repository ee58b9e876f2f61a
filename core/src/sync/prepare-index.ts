import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { createContentIndex } from '../elasticsearch/create-content-index.ts'
import { hasStatus } from '../errors.ts'
import { addedMappings } from '../protocol/content-index.ts'

const mappingSchema = z.record(
  z.string(),
  z.object({
    mappings: z
      .object({ properties: z.record(z.string(), z.unknown()).default({}) })
      .default({ properties: {} }),
  }),
)

/**
 * Makes the content index with search-friendly mappings; one that is there gets the field that it lacks.
 * @returns whether it was made.
 */
export const prepareIndex = async (
  es: Client,
  index: string,
  language: string | null | undefined,
): Promise<boolean> => {
  if (!(await es.indices.exists({ index }))) {
    try {
      await createContentIndex(es, index, language)
      return true
    } catch (error) {
      if (!hasStatus(error, 400) || error.type !== 'resource_already_exists_exception') throw error
    }
  }
  const indices = Object.values(mappingSchema.parse(await es.indices.getMapping({ index })))
  if (indices.some(({ mappings }) => !('_patchbay' in mappings.properties))) {
    await es.indices.putMapping({ index, ...addedMappings })
  }
  return false
}
