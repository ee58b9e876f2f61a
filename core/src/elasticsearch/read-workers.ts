import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { type Announced, readAnnounced } from './read-announced.ts'

const more = z.object({ service_types: z.array(z.string()) })

export interface KnownWorker extends Announced {
  serviceTypes: string[]
}

/** The workers that ever announced themselves, the newest announcement first. */
export const readWorkers = async (es: Client, now: Date): Promise<KnownWorker[]> => {
  const workers = await readAnnounced(es, { kind: 'worker', now, more })
  return workers.map(({ more: { service_types }, lastSeen, ...worker }) => ({
    ...worker,
    serviceTypes: service_types,
    lastSeen,
  }))
}
