import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { leasesIndex } from '../protocol/patchbay-indices.ts'

/** A worker announces itself each round; one that is this late has died, or its clock is wrong. Milliseconds. */
const late = 120_000

const workerSchema = z.object({
  name: z.string(),
  host: z.string(),
  state: z.enum(['running', 'stopped']),
  service_types: z.array(z.string()),
  last_seen: z.string(),
})
const answerSchema = z.object({
  hits: z.object({ hits: z.array(z.object({ _source: workerSchema })) }),
})

export interface KnownWorker {
  name: string
  host: string
  /** `silent`: it didn't say that it stops, and is late. */
  state: 'running' | 'stopped' | 'silent'
  serviceTypes: string[]
  lastSeen: string
}

/** The workers that ever announced themselves, the newest announcement first. */
export const readWorkers = async (es: Client, now: Date): Promise<KnownWorker[]> => {
  const answer = answerSchema.parse(
    await es.search({
      index: leasesIndex,
      query: { term: { kind: { value: 'worker' } } },
      sort: [{ last_seen: { order: 'desc', unmapped_type: 'date' } }],
      size: 1000,
    }),
  )
  return answer.hits.hits.map(({ _source: worker }) => ({
    name: worker.name,
    host: worker.host,
    state:
      worker.state === 'running' && now.getTime() - Date.parse(worker.last_seen) > late
        ? 'silent'
        : worker.state,
    serviceTypes: worker.service_types,
    lastSeen: worker.last_seen,
  }))
}
