import { z } from 'zod'
import type { Made, Road } from './road.ts'

const answerSchema = z.object({
  hits: z.object({ hits: z.array(z.object({ _source: z.record(z.string(), z.unknown()) })) }),
})

/** Searches what was synced, as anybody with the official client would. */
export const searchDocuments = ({ elastic, show }: Road, { index }: Made): Promise<void> =>
  show('Search "changed one"', async () => {
    await elastic.es.indices.refresh({ index })
    const answer = answerSchema.parse(
      await elastic.es.search({
        index,
        size: 5,
        query: { match: { public_products_name: { query: 'changed one', operator: 'and' } } },
      }),
    )
    const [first, ...others] = answer.hits.hits
    if (first === undefined || others.length > 0)
      throw new Error(`Search found ${answer.hits.hits.length}, not 1.`)
    return { figure: 'found, as it is now in the source', value: undefined }
  })
