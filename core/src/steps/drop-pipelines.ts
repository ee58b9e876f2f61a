import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import type { RunContext } from '../operations/define-operation.ts'
import { copyMark, pipelineParts } from './pipeline-parts.ts'

const copySchema = z.record(z.string(), z.object({ _meta: z.object({ made_by: z.string() }) }))

/** The copy that was made for the index alone, and nothing else of that name. */
const isCopy = async (es: Client, index: string): Promise<boolean> => {
  try {
    const found = copySchema.safeParse(await es.ingest.getPipeline({ id: index }))
    return found.success && found.data[index]?._meta.made_by === copyMark.made_by
  } catch (error) {
    if (hasStatus(error, 403, 404)) return false
    throw error
  }
}

const isThere = async (es: Client, id: string): Promise<boolean> => {
  try {
    await es.ingest.getPipeline({ id, summary: true })
    return true
  } catch (error) {
    // Who may not look may not delete either.
    if (hasStatus(error, 403, 404)) return false
    throw error
  }
}

/** The pipelines that belong to an index alone; those that the caller may not see are not among them. */
export const ownPipelines = async (es: Client, index: string): Promise<string[]> => {
  const parts = Object.values(pipelineParts(index))
  const found = await Promise.all(parts.map(async (id) => ((await isThere(es, id)) ? [id] : [])))
  return [...((await isCopy(es, index)) ? [index] : []), ...found.flat()]
}

/** The step `drop-pipelines`: deletes them; one that is gone, used elsewhere or not the caller's to delete stays as it is. */
export const dropPipelines = (context: RunContext, index: string): Promise<{ deleted: string[] }> =>
  context.step('drop-pipelines', {
    run: async () => {
      const deleted: string[] = []
      for (const id of await ownPipelines(context.es, index)) {
        try {
          await context.es.ingest.deletePipeline({ id })
          deleted.push(id)
        } catch (error) {
          if (!hasStatus(error, 400, 403, 404)) throw error
        }
      }
      return { deleted }
    },
  })
