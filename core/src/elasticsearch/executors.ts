import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { leasesIndex, stampPipelineId } from '../protocol/patchbay-indices.ts'
import { type Announced, readAnnounced } from './read-announced.ts'

const more = z.object({ runs_as: z.array(z.string()) })

/** Between two of its announcements it looks at runs, which takes longer on a busy day. */
const late = 120_000

/** A service that carries approved runs out. */
export interface KnownExecutor extends Announced {
  /** Users whom it has proven to be able to run as. */
  runsAs: string[]
}

interface Announcement {
  name: string
  host: string
  state: 'running' | 'stopped'
  runs_as: readonly string[]
  last_seen: string
}

/** Tells that a service lives and as whom it can run. Only services may write here, so that nobody else can say so. */
export const announceExecutor = async (es: Client, owner: string, announced: Announcement): Promise<void> => {
  // Whoever asks for a run in the next moment already finds it.
  await es.index({
    index: leasesIndex,
    id: `executor:${owner}`,
    pipeline: stampPipelineId,
    document: { kind: 'executor', ...announced },
    refresh: true,
  })
}

/** The services that ever announced themselves, the newest announcement first. */
export const readExecutors = async (es: Client): Promise<KnownExecutor[]> => {
  const executors = await readAnnounced(es, { kind: 'executor', late, more })
  return executors.map(({ more: { runs_as }, ...executor }) => ({ ...executor, runsAs: runs_as }))
}
