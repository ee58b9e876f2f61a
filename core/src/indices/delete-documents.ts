import { z } from 'zod'
import type { RunContext } from '../operations/define-operation.ts'

const answerSchema = z.object({ deleted: z.number() })

/** An index of many millions of documents takes its time; milliseconds. */
const longest = 600_000

/**
 * Deletes the documents that an index holds, and returns how many. Begun again it goes on with what is left; one that
 * somebody else writes at the same moment may stay.
 */
export const deleteDocuments = async ({ es, signal }: RunContext, index: string): Promise<number> => {
  const answer = await es.deleteByQuery(
    { index, query: { match_all: {} }, conflicts: 'proceed', refresh: true },
    { signal, requestTimeout: longest },
  )
  return answerSchema.parse(answer).deleted
}
