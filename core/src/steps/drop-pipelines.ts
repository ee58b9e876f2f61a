import type { Client } from '@elastic/elasticsearch'
import { hasStatus } from '../errors.ts'
import type { RunContext } from '../operations/define-operation.ts'

/** What Kibana makes for one index when somebody copies or extends its pipeline. */
const pipelinesOf = (index: string): string[] => [`${index}@custom`, `${index}@ml-inference`]

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
  const found = await Promise.all(pipelinesOf(index).map(async (id) => ((await isThere(es, id)) ? [id] : [])))
  return found.flat()
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
