import { findConnector } from '../elasticsearch/find-connector.ts'
import { listSyncJobs } from '../elasticsearch/list-sync-jobs.ts'
import { PatchbayError } from '../errors.ts'
import type { Context, TargetKind } from '../operations/define-operation.ts'
import { type HeldDeletes, notesOf } from '../protocol/job-notes.ts'
import type { Connector } from '../protocol/connector.ts'
import type { SyncJob } from '../protocol/sync-job.ts'
import { connectorLabel, connectorTarget, connectorWord } from '../steps/connector-target.ts'

/** A connector with the sync whose deletes wait for somebody's word. */
export interface HeldSync {
  connector: Connector
  job: SyncJob
  held: HeldDeletes
}

const looked = 50

/** Only the last sync that got as far as its deletes counts: one that completed since has settled it. */
const heldOf = async ({ es }: Context, connector: Connector): Promise<HeldSync | undefined> => {
  const page = { from: 0, size: looked }
  const { items } = await listSyncJobs(es, { connectorId: connector.id, kinds: ['full'] }, page)
  for (const job of items) {
    if (job.status === 'completed') return undefined
    const held = notesOf(job)?.held
    if (job.status === 'error' && held != null && job.connector.index_name === connector.index_name)
      return { connector, job, held }
  }
  return undefined
}

/** A connector whose last sync held deletes back. */
export const heldSyncTarget: TargetKind<HeldSync> = {
  noun: 'connector',
  field: 'connector',
  find: async (context, value) => {
    const connector = await findConnector(context.es, value)
    const found = await heldOf(context, connector)
    if (found !== undefined) return found
    const label = connectorLabel(connector)
    throw new PatchbayError('sync-job.state', `No sync of "${label}" waits with its deletes.`, {
      field: 'connector',
      next: `\`patchbay sync list --connector ${connectorWord(connector)}\` shows what they did.`,
    })
  },
  id: ({ connector }) => connector.id,
  label: ({ connector }) => connectorLabel(connector),
  facts: ({ connector }) => connectorTarget.facts(connector),
}
