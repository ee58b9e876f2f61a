import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { usualContentPatterns } from '../protocol/content-index.ts'

const foundSchema = z.record(
  z.string(),
  z.object({
    metadata: z.object({ indices: z.array(z.string()).min(1) }).catch({ indices: [...usualContentPatterns] }),
  }),
)

/**
 * Index names, with `*`, that connectors may write to: those that were asked for, else those of the last set-up (kept in
 * the metadata of the operators' role, so that setting up again for another reason takes nobody's rights), else the
 * usual ones.
 */
export const contentPatterns = async (
  es: Client,
  asked: readonly string[] | undefined,
): Promise<readonly string[]> => {
  if (asked !== undefined) return asked
  const role = 'patchbay-operator'
  const found = await es.security.getRole({ name: role }).catch((error: unknown) => {
    if (hasStatus(error, 404)) return {}
    throw error
  })
  return foundSchema.parse(found)[role]?.metadata.indices ?? usualContentPatterns
}
