import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { ElasticsearchError, hasStatus, PatchbayError } from '../errors.ts'
import { covers } from './covers.ts'
import type { Ensured } from './ensured.ts'
import type { PatchbayIndex } from './patchbay-indices.ts'

const foundSchema = z.record(
  z.string(),
  z.object({
    mappings: z.record(z.string(), z.unknown()).default({}),
    settings: z.object({
      index: z.looseObject({ number_of_shards: z.string(), final_pipeline: z.string().optional() }),
    }),
  }),
)

const refused = (name: string, why: string, cause?: unknown): PatchbayError =>
  new PatchbayError('config.invalid', `${name} is there already and can't be used as it is: ${why}.`, {
    next: `Look what is in ${name}; move it elsewhere and delete the index, then set the cluster up again.`,
    cause,
  })

const mappingsOf = ({ properties }: PatchbayIndex) => ({ dynamic: 'false' as const, properties })

/**
 * Makes an index of Patchbay's, or puts right what differs on one that is there.
 * @throws PatchbayError `config.invalid` naming an index that can't be put right.
 */
export const ensureIndex = async (es: Client, wanted: PatchbayIndex): Promise<Ensured> => {
  const { name, finalPipeline } = wanted
  const found = await es.indices.get({ index: name }).catch((error: unknown) => {
    if (hasStatus(error, 404)) return undefined
    throw error
  })
  const settings = finalPipeline === undefined ? {} : { final_pipeline: finalPipeline }
  if (found === undefined) {
    // One primary shard: an id is unique within a shard only, so a second one would allow an event number twice.
    await es.indices.create({
      index: name,
      settings: { number_of_shards: 1, ...settings },
      mappings: mappingsOf(wanted),
    })
    return 'created'
  }
  return putRight(es, wanted, foundSchema.parse(found))
}

const putRight = async (
  es: Client,
  wanted: PatchbayIndex,
  found: z.infer<typeof foundSchema>,
): Promise<Ensured> => {
  const { name, finalPipeline } = wanted
  const own = found[name]
  if (own === undefined)
    throw refused(name, `the name belongs to an alias of ${Object.keys(found).join(', ')}`)
  const { number_of_shards: shards, final_pipeline: pipeline } = own.settings.index
  if (shards !== '1') throw refused(name, `it has ${shards} primary shards, where one is needed`)

  const pipelineDiffers = finalPipeline !== undefined && pipeline !== finalPipeline
  if (pipelineDiffers)
    await es.indices.putSettings({ index: name, settings: { final_pipeline: finalPipeline } })
  const mappings = mappingsOf(wanted)
  const mappingsDiffer = !covers(own.mappings, mappings)
  if (mappingsDiffer) {
    await es.indices.putMapping({ index: name, ...mappings }).catch((error: unknown) => {
      if (error instanceof ElasticsearchError && error.status === 400)
        throw refused(name, error.reason, error)
      throw error
    })
  }
  return pipelineDiffers || mappingsDiffer ? 'put right' : 'unchanged'
}
