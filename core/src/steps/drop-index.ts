import { hasStatus, PatchbayError } from '../errors.ts'
import type { RunContext } from '../operations/define-operation.ts'
import { aclIndexName, indexNameProblem } from '../protocol/index-names.ts'

/**
 * The step `drop-index`: deletes a content index and its access control index; what is gone already counts as deleted.
 * @throws PatchbayError `connector.state` for a name that could mean more than one index.
 */
export const dropIndex = (context: RunContext, index: string): Promise<{ index: string }> =>
  context.step('drop-index', {
    run: async () => {
      if (indexNameProblem(index) !== undefined) {
        throw new PatchbayError('connector.state', `"${index}" is not the name of one content index.`, {
          next: 'Delete its index by hand.',
        })
      }
      for (const name of [aclIndexName(index), index]) {
        try {
          await context.es.indices.delete({ index: name })
        } catch (error) {
          if (!hasStatus(error, 404)) throw error
        }
      }
      return { index }
    },
  })
