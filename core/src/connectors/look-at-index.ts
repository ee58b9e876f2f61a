import type { Session } from '../deps.ts'
import { inspectIndex } from '../elasticsearch/inspect-index.ts'
import { hasStatus } from '../errors.ts'
import type { HealthFacts } from '../protocol/connector-health.ts'

/** A connector's index as its health goes by it; nothing where the caller may not look. */
export const lookAtIndex = async (
  es: Session['es'],
  index: string | null | undefined,
): Promise<Pick<HealthFacts, 'indexThere' | 'documents'>> => {
  if (!index) return { indexThere: undefined, documents: undefined }
  try {
    const found = await inspectIndex(es, index)
    return { indexThere: found !== undefined, documents: found?.documents }
  } catch (error) {
    // Who may not look at the index still hears the rest.
    if (hasStatus(error, 403)) return { indexThere: undefined, documents: undefined }
    throw error
  }
}
