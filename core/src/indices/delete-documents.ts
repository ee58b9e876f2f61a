import { z } from 'zod'
import type { RunContext } from '../operations/define-operation.ts'

const answerSchema = z.object({ deleted: z.number() })

/** Few enough to be deleted before the answer is due, however large the index is. */
const atOnce = 10_000

/**
 * Deletes the documents that an index holds, and returns how many. Begun again it goes on with what is left; one that
 * somebody else writes at the same moment may stay.
 */
export const deleteDocuments = async ({ es, signal }: RunContext, index: string): Promise<number> => {
  let all = 0
  for (;;) {
    signal.throwIfAborted()
    const { deleted } = answerSchema.parse(
      await es.deleteByQuery({
        index,
        query: { match_all: {} },
        max_docs: atOnce,
        conflicts: 'proceed',
        refresh: true,
      }),
    )
    all += deleted
    if (deleted < atOnce) return all
  }
}
