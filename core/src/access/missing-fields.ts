import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import type { JsonObject } from '../lib/json.ts'
import { allowField } from '../protocol/identity.ts'

const answerSchema = z.record(
  z.string(),
  z.object({
    mappings: z.object({
      properties: z
        .record(z.string(), z.looseObject({ fields: z.record(z.string(), z.unknown()).optional() }))
        .default({}),
    }),
  }),
)

/**
 * What the query asks about and the index doesn't have: an index that Kibana made has `_allow_access_control.enum` where
 * some services ask for `.keyword`, and then a restricted document is found by nobody.
 */
export const missingFields = async (es: Client, index: string, query: JsonObject): Promise<string[]> => {
  const asked = [...new Set(JSON.stringify(query).match(new RegExp(`${allowField}\\.\\w+`, 'g')))]
  if (asked.length === 0) return []
  const [found] = Object.values(answerSchema.parse(await es.indices.getMapping({ index })))
  const field = found?.mappings.properties[allowField]
  if (field === undefined) return []
  const known = Object.keys(field.fields ?? {}).map((name) => `${allowField}.${name}`)
  return asked
    .filter((name) => !known.includes(name))
    .map(
      (name) =>
        `the query asks for ${name}, which the index does not have: restricted documents are found by nobody`,
    )
}
