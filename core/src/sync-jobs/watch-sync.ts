import { z } from 'zod'
import { getSyncJob } from '../elasticsearch/list-sync-jobs.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { showSyncJobWhole } from './show-sync-job.ts'
import { jobNotFound, syncJobTarget } from './sync-job-target.ts'

const input = z.strictObject({
  job: z.string().min(1).describe('id of the sync job'),
  seconds: z.coerce
    .number()
    .min(0)
    .max(3600)
    .default(60)
    .describe('how long to wait for its end; 0 only looks'),
})

/** Milliseconds between two looks. */
const every = 1000

const hasEnded = ({ status }: SyncJob): boolean => ['completed', 'error', 'canceled'].includes(status)

export const watchSync = defineOperation({
  name: 'sync.watch',
  version: 1,
  title: 'Watch sync job',
  summary: 'Waits until a sync job has ended, for a while at most, and shows it then.',
  risk: 'read',
  input,
  target: syncJobTarget,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run:
    ({ clock }) =>
    async ({ es, signal, cluster }, { seconds }, found) => {
      const until = clock.monotonic() + seconds * 1000
      let job = found
      for (;;) {
        const left = until - clock.monotonic()
        if (hasEnded(job) || left <= 0) return { ended: hasEnded(job), ...showSyncJobWhole(job, cluster) }
        await clock.sleep(Math.min(every, left), signal)
        const now = await getSyncJob(es, job.id)
        if (now === undefined) throw jobNotFound(job.id)
        job = now
      }
    },
})
