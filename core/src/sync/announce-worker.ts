import { leasesIndex, stampPipelineId } from '../protocol/patchbay-indices.ts'
import type { WorkerParts } from './worker-options.ts'

/** Tells that this worker lives: read by `worker list`. A worker that stopped says so. */
export const announceWorker = async (
  { es, owner, name, host, clock, sources }: WorkerParts,
  state: 'running' | 'stopped',
): Promise<void> => {
  const document = {
    kind: 'worker',
    name,
    host,
    state,
    service_types: Object.keys(sources),
    last_seen: clock.now().toISOString(),
  }
  const pipeline = stampPipelineId
  await es.index({ index: leasesIndex, id: `worker:${owner}`, pipeline, document })
}
