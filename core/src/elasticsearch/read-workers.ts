import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { type Announced, readAnnounced } from './read-announced.ts'

const more = z.object({ service_types: z.array(z.string()) })

/** Three announcements are missing. */
const late = 60_000

export interface KnownWorker extends Announced {
  serviceTypes: string[]
}

/** The workers that ever announced themselves, the newest announcement first. */
export const readWorkers = async (es: Client): Promise<KnownWorker[]> => {
  const workers = await readAnnounced(es, { kind: 'worker', late, more })
  return workers.map(({ more: { service_types }, ...worker }) => ({ ...worker, serviceTypes: service_types }))
}

/** After a day nobody looks for a worker that died; there may have been many. */
const forgotten = 86_400_000

/** Whether a worker that was not stopped is looked for where it isn't seen any more. */
export const isMissed = ({ state, age }: KnownWorker): boolean => state === 'silent' && age < forgotten
