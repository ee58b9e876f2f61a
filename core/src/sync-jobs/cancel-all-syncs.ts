import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { jobTypes } from '../protocol/connector.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { cancelJob, openJobs } from '../steps/cancel-jobs.ts'

const input = z.strictObject({
  kind: z.enum(jobTypes).optional().describe('only syncs of this kind'),
  serviceType: z.string().min(1).optional().describe('only of connectors with this kind of data source'),
})
type Input = z.infer<typeof input>

/** How many are named in a plan. */
const named = 20

const meant = async (es: Client, { kind, serviceType }: Input): Promise<SyncJob[]> =>
  (await openJobs(es)).filter(
    ({ job_type: type, connector }) =>
      (kind === undefined || type === kind) &&
      (serviceType === undefined || connector.service_type === serviceType),
  )

const line = ({ id, job_type: kind, status, connector }: SyncJob) => ({
  what: `${kind} sync ${id} into ${connector.index_name ?? 'no index'}`,
  from: status,
  to: status === 'in_progress' ? 'canceling: its worker stops' : 'canceled',
})

export const cancelAllSyncs = defineOperation({
  name: 'sync.cancel-all',
  version: 1,
  title: 'Cancel all syncs',
  summary: 'Cancels every open sync job on the cluster, or every one of a kind.',
  risk: 'routine',
  input,
  // Jobs come and go: the decision is about whichever are open when it is carried out.
  basis: () => null,
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: () => async (context, asked) => {
    if ((await meant(context.es, asked)).length > 0) return
    throw new PatchbayError('sync-job.state', 'There is no sync job that could be canceled.', {
      next: '`patchbay sync list` shows the jobs.',
    })
  },
  plan: () => async (context, asked) => {
    const jobs = await meant(context.es, asked)
    const others = jobs.length - named
    return {
      headline: `Cancel all syncs · ${counted(jobs.length, 'job')}`,
      changes: [
        ...jobs.slice(0, named).map(line),
        ...(others > 0 ? [{ what: `${counted(others, 'more job')}`, to: 'the same' }] : []),
      ],
      stays: [
        'documents that are in the index already; nothing is deleted',
        'schedules: the next syncs begin as planned',
      ],
    }
  },
  run: () => async (context, asked) =>
    context.step('cancel', {
      run: async () => {
        const jobs = await meant(context.es, asked)
        const canceled: string[] = []
        for (const { id } of jobs) if (await cancelJob(context.es, id)) canceled.push(id)
        return { canceled: canceled.length, jobs: canceled }
      },
    }),
})
