import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { hasStatus } from '../errors.ts'
import type { ConnectorSummary, SyncStatus } from '../protocol/connector.ts'
import { type SyncJob, syncJobSchema } from '../protocol/sync-job.ts'
import { asService, jobsIndex } from './protocol-indices.ts'

const page = 1_000
const unfinished: SyncStatus[] = ['pending', 'suspended', 'in_progress', 'canceling']

const hits = z.object({
  hits: z.object({ hits: z.array(z.object({ _id: z.string(), _source: z.looseObject({}) })) }),
})

/** All connectors, without their configuration. */
export const listAllConnectors = async (es: Client): Promise<ConnectorSummary[]> => {
  const found: ConnectorSummary[] = []
  for (;;) {
    const { items, total } = await listConnectors(es, {}, { from: found.length, size: page })
    found.push(...items)
    if (items.length === 0 || found.length >= total) return found
  }
}

/** Jobs that wait, run or should, oldest first, without configuration. May be a second behind the last write. */
export const listUnfinishedJobs = async (es: Client): Promise<SyncJob[]> => {
  try {
    const answer = await es.search(
      {
        index: jobsIndex,
        query: { terms: { status: unfinished } },
        sort: [{ created_at: { order: 'asc' } }],
        _source: { excludes: ['connector.configuration', 'connector.filtering'] },
        track_total_hits: false,
        size: page,
      },
      asService,
    )
    return hits
      .parse(answer)
      .hits.hits.map(({ _id, _source }) => syncJobSchema.parse({ ..._source, id: _id }))
  } catch (error) {
    // Before the first job there is no index.
    if (hasStatus(error, 404)) return []
    throw error
  }
}
