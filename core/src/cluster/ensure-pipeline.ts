import { isDeepStrictEqual } from 'node:util'
import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import type { Ensured } from './ensured.ts'
import { stampPipelineId } from '../protocol/patchbay-indices.ts'
import { stampPipeline } from './stamp-pipeline.ts'

const foundSchema = z.record(
  z.string(),
  z.looseObject({ processors: z.unknown().optional(), on_failure: z.unknown().optional() }),
)

/** Makes the pipeline that stamps, or puts it back as it must be. */
export const ensurePipeline = async (es: Client): Promise<Ensured> => {
  const found = await es.ingest.getPipeline({ id: stampPipelineId }).catch((error: unknown) => {
    if (hasStatus(error, 404)) return {}
    throw error
  })
  const before = foundSchema.parse(found)[stampPipelineId]
  // Exactly these: a condition or an ignored failure more would let a forged author through.
  const same =
    before?.on_failure === undefined && isDeepStrictEqual(before?.processors, stampPipeline.processors)
  if (same) return 'unchanged'
  await es.ingest.putPipeline({ id: stampPipelineId, ...stampPipeline })
  return before === undefined ? 'created' : 'put right'
}
