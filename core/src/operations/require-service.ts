import type { Session } from '../deps.ts'
import { readExecutors } from '../elasticsearch/executors.ts'
import { PatchbayError } from '../errors.ts'

/**
 * Lets a run be asked for that a service shall execute only where one is there to do it.
 * @throws PatchbayError `policy.refused` when no living service can run as that user.
 */
export const requireService = async (session: Session, service: string): Promise<void> => {
  const executors = await readExecutors(session.es)
  if (executors.some(({ state, runsAs }) => state === 'running' && runsAs.includes(service))) return
  throw new PatchbayError(
    'policy.refused',
    `Policy lets only ${service} execute this, through a service, and no service covers this run.`,
    { next: `Start a service whose key may run as ${service}, or change the policy.` },
  )
}
