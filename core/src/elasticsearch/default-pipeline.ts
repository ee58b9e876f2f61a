import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { type Pipeline, pipelineSchema } from '../protocol/connector.ts'

/** Where Kibana keeps it: beside the mapping of the connectors' own index. */
const index = '.elastic-connectors-v1'

const metaSchema = z.looseObject({
  pipeline: z
    .object({
      default_name: z.string().optional(),
      default_extract_binary_content: z.boolean().optional(),
      default_reduce_whitespace: z.boolean().optional(),
      default_run_ml_inference: z.boolean().optional(),
    })
    .optional(),
})
const mappingsSchema = z.record(
  z.string(),
  z.object({ mappings: z.object({ _meta: metaSchema.optional() }) }),
)

const readMeta = async (es: Client): Promise<z.infer<typeof metaSchema>> => {
  const found = mappingsSchema.parse(await es.indices.getMapping({ index }))
  return found[index]?.mappings._meta ?? {}
}

/**
 * The pipeline that new connectors get, as Kibana's default settings say. Where these can't be read (from 9.0 on the
 * index is Elasticsearch's own) or nobody set them, it is the one that Elasticsearch brings.
 */
export const readDefaultPipeline = async (es: Client): Promise<Pipeline> => {
  try {
    const { pipeline = {} } = await readMeta(es)
    return pipelineSchema.parse({
      name: pipeline.default_name,
      extract_binary_content: pipeline.default_extract_binary_content,
      reduce_whitespace: pipeline.default_reduce_whitespace,
      run_ml_inference: pipeline.default_run_ml_inference,
    })
  } catch (error) {
    if (hasStatus(error, 403, 404)) return pipelineSchema.parse({})
    throw error
  }
}

/** Writes them; whatever else is kept there stays. */
export const writeDefaultPipeline = async (es: Client, pipeline: Pipeline): Promise<void> => {
  const meta = await readMeta(es)
  await es.indices.putMapping({
    index,
    _meta: {
      ...meta,
      pipeline: {
        default_name: pipeline.name,
        default_extract_binary_content: pipeline.extract_binary_content,
        default_reduce_whitespace: pipeline.reduce_whitespace,
        default_run_ml_inference: pipeline.run_ml_inference,
      },
    },
  })
}
