import { createContentIndex } from '../elasticsearch/create-content-index.ts'
import { ElasticsearchError } from '../errors.ts'
import type { RunContext } from '../operations/define-operation.ts'
import { addedMappings } from '../protocol/content-index.ts'

/**
 * The step `make-index`: makes a connector's content index. One that is there (an earlier attempt, a worker that was
 * faster, or one that the caller chose to use) keeps its documents and gets the field that the worker needs.
 */
export const makeIndex = (
  context: RunContext,
  { index, language }: { index: string; language: string | undefined },
): Promise<{ index: string; made: boolean }> =>
  context.step('make-index', {
    run: async () => {
      try {
        await createContentIndex(context.es, index, language)
        return { index, made: true }
      } catch (error) {
        if (!alreadyThere(error)) throw error
        await context.es.indices.putMapping({ index, ...addedMappings })
        return { index, made: false }
      }
    },
  })

/** The second is what it says about a name that an alias has. */
const alreadyThere = (error: unknown): boolean =>
  error instanceof ElasticsearchError &&
  ['resource_already_exists_exception', 'invalid_index_name_exception'].includes(error.type) &&
  error.reason.includes('already exists')
