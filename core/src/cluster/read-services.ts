import type { Client } from '@elastic/elasticsearch'
import { readExecutors } from '../elasticsearch/executors.ts'
import { hasStatus } from '../errors.ts'

/** As whom living services can execute; undefined for somebody who may not look. */
export const readServices = async (es: Client): Promise<string[] | undefined> => {
  try {
    const executors = await readExecutors(es)
    return executors.filter(({ state }) => state === 'running').flatMap(({ runsAs }) => runsAs)
  } catch (error) {
    if (hasStatus(error, 403)) return undefined
    throw error
  }
}
