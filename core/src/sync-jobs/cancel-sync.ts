import { z } from 'zod'
import { findConnector } from '../elasticsearch/find-connector.ts'
import { getSyncJob } from '../elasticsearch/list-sync-jobs.ts'
import { isPatchbayError, PatchbayError } from '../errors.ts'
import { defineOperation, type TargetKind } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import type { Connector } from '../protocol/connector.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { cancelJob, openJobs } from '../steps/cancel-jobs.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import { jobNotFound, syncJobTarget } from './sync-job-target.ts'

type Canceled = { kind: 'job'; job: SyncJob } | { kind: 'connector'; connector: Connector }

const input = z.strictObject({
  job: z.string().min(1).describe('id of the sync job; or a connector, whose open jobs are all canceled'),
})

const target: TargetKind<Canceled> = {
  noun: 'sync job',
  field: 'job',
  find: async (context, value) => {
    const job = await getSyncJob(context.es, value)
    if (job !== undefined) return { kind: 'job', job }
    try {
      return { kind: 'connector', connector: await findConnector(context.es, value) }
    } catch (error) {
      if (isPatchbayError(error) && error.code === 'target.not-found') throw jobNotFound(value)
      throw error
    }
  },
  id: (found) => (found.kind === 'job' ? found.job.id : found.connector.id),
  label: (found) =>
    found.kind === 'job' ? syncJobTarget.label(found.job) : connectorTarget.label(found.connector),
  facts: (found) =>
    found.kind === 'job' ? syncJobTarget.facts(found.job) : connectorTarget.facts(found.connector),
}

const cancelable = ['pending', 'in_progress', 'suspended']

export const cancelSync = defineOperation({
  name: 'sync.cancel',
  version: 1,
  title: 'Cancel sync',
  summary: 'Cancels a sync job, or all open ones of a connector.',
  risk: 'routine',
  input,
  target,
  basis: (found: Canceled) => ({ [found.kind]: target.id(found) }),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: () => async (context, _input, found) => {
    if (found.kind === 'job' && !cancelable.includes(found.job.status)) {
      const ending =
        found.job.status === 'canceling' ? 'is being canceled already' : `has ended: ${found.job.status}`
      throw new PatchbayError('sync-job.state', `The sync job ${found.job.id} ${ending}.`, {
        next: `\`patchbay sync get ${found.job.id}\` shows it.`,
      })
    }
    if (found.kind === 'connector' && (await openJobs(context.es, found.connector.id)).length === 0) {
      throw new PatchbayError('sync-job.state', 'This connector has no sync job that could be canceled.', {
        next: '`patchbay sync list` shows the jobs.',
      })
    }
  },
  plan: () => async (context, _input, found) => {
    const jobs = found.kind === 'job' ? [found.job] : await openJobs(context.es, found.connector.id)
    return {
      headline: `Cancel sync · ${found.kind === 'job' ? target.label(found) : connectorHeadline(found.connector)}`,
      changes: jobs.map((job) => ({
        what: `${job.job_type} sync ${job.id}`,
        from: job.status,
        to: job.status === 'in_progress' ? 'canceling: its worker stops' : 'canceled',
      })),
      stays: ['documents that are in the index already; nothing is deleted'],
    }
  },
  run: () => async (context, _input, found) =>
    context.step('cancel', {
      run: async () => {
        const jobs = found.kind === 'job' ? [found.job] : await openJobs(context.es, found.connector.id)
        for (const { id } of jobs) await cancelJob(context.es, id)
        return { jobs: jobs.map(({ id }) => id) }
      },
    }),
})
