import type { Client } from '@elastic/elasticsearch'
import { readWorkers } from '../elasticsearch/read-workers.ts'
import { hasStatus } from '../errors.ts'

/** The service types that a running worker of Patchbay reads; none where the caller may not see the workers. */
export const servedTypes = async (es: Client): Promise<string[]> => {
  try {
    const workers = await readWorkers(es)
    return workers.flatMap(({ state, serviceTypes }) => (state === 'running' ? serviceTypes : []))
  } catch (error) {
    if (hasStatus(error, 403)) return []
    throw error
  }
}
