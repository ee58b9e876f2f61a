import type { Client } from '@elastic/elasticsearch'
import { listSyncJobs } from '../elasticsearch/list-sync-jobs.ts'
import { PatchbayError } from '../errors.ts'
import type { Connector, JobType } from '../protocol/connector.ts'
import { requireKind } from '../protocol/job-kinds.ts'
import { connectorLabel, connectorWord } from './connector-target.ts'

const refuse = (connector: Connector, why: string, next: string): PatchbayError =>
  new PatchbayError('connector.state', `"${connectorLabel(connector)}" can't sync: ${why}.`, { next })

/** @throws PatchbayError `connector.state` for a connector whose sync could only fail; `missing`: required fields. */
export const requireSyncable = (
  connector: Connector,
  { kind, missing }: { kind: JobType; missing: readonly string[] },
): void => {
  const word = connectorWord(connector)
  if (!connector.index_name) {
    const next = `\`patchbay connector attach-index ${word} --index-name …\` gives it one.`
    throw refuse(connector, 'it has no index', next)
  }
  if (!connector.service_type) {
    const next = `\`patchbay connector set-service-type ${word} --service-type …\` sets one.`
    throw refuse(connector, 'it has no service type', next)
  }
  const configure = `\`patchbay connector configure ${word}\` sets it.`
  if (missing.length > 0) throw refuse(connector, `its configuration lacks ${missing.join(', ')}`, configure)
  if (Object.keys(connector.configuration).length === 0)
    throw refuse(connector, 'it is not configured', configure)
  requireKind(connector, kind)
}

/** The syncs of a kind that wait for a worker, the oldest first; of one moment, in the same order for everybody. */
export const waitingSyncs = async (es: Client, { id }: Connector, kind: JobType): Promise<string[]> => {
  const { items } = await listSyncJobs(es, { connectorId: id, status: 'pending', kinds: [kind] })
  const inOrder = items.map((job) => ({ id: job.id, place: `${job.created_at} ${job.id}` }))
  return inOrder.toSorted((a, b) => (a.place < b.place ? -1 : 1)).map((job) => job.id)
}

/** @throws PatchbayError `sync-job.state` where a sync of this kind waits for a worker already. */
export const requireNoneWaiting = async (es: Client, connector: Connector, kind: JobType): Promise<void> => {
  const [waiting] = await waitingSyncs(es, connector, kind)
  if (waiting === undefined) return
  throw new PatchbayError(
    'sync-job.state',
    `A ${kind} sync of "${connectorLabel(connector)}" waits already: ${waiting}.`,
    {
      next: `If none begins, see that a worker runs. \`patchbay sync cancel ${waiting}\` cancels it.`,
    },
  )
}
