import { getConnector } from '../elasticsearch/get-connector.ts'
import { inspectIndex } from '../elasticsearch/inspect-index.ts'
import { PatchbayError, hasStatus } from '../errors.ts'
import type { Context, RunContext } from '../operations/define-operation.ts'
import {
  toDropIndex,
  toManageConnectors,
  toReadIndex,
  toRetireKey,
} from '../privileges/connector-privileges.ts'
import { allOf, nothing, type Required } from '../privileges/required.ts'
import { isAtLeast } from '../protocol/cluster-version.ts'
import type { Connector } from '../protocol/connector.ts'
import { deleteConnectorSecret } from '../secrets/connector-secret.ts'
import { cancelJobs } from '../steps/cancel-jobs.ts'
import { dropIndex } from '../steps/drop-index.ts'
import { dropPipelines } from '../steps/drop-pipelines.ts'
import { invalidateKeys } from '../steps/invalidate-keys.ts'
import { keyIdsOf } from '../steps/key-ids.ts'

/** What deleting a connector needs; without one: any, its index aside. */
export const toDelete = (withIndex: boolean, connector: Connector | undefined, version: string): Required => {
  const { apiKeyId, secretId } =
    connector === undefined ? { apiKeyId: '', secretId: '' } : keyIdsOf(connector)
  const index = connector?.index_name
  return allOf(
    toManageConnectors(version),
    apiKeyId === null ? nothing : toRetireKey(secretId !== null),
    withIndex && index ? allOf(toDropIndex(index), toReadIndex(index)) : nothing,
  )
}

/** @throws PatchbayError `connector.state` where what it calls its index is an alias. */
export const requireDeletableIndex = async (
  { es }: Pick<Context, 'es'>,
  index: string | null | undefined,
): Promise<void> => {
  if (!index || (await inspectIndex(es, index))?.alias !== true) return
  throw new PatchbayError(
    'connector.state',
    `withIndex: "${index}" is an alias, and an alias can't be deleted as an index.`,
    {
      field: 'withIndex',
      next: 'Delete the connector alone, and the index behind the alias by hand.',
    },
  )
}

export const deleteSteps = 5

/** Deletes a connector with its jobs, key and secret, and on request its index: each a step that can be done again. */
export const deleteOne = async (
  context: RunContext,
  id: string,
  { withIndex, hard }: { withIndex: boolean; hard: boolean },
) => {
  const { es } = context
  // Written down first: when the connector is gone, nobody could tell any more what belonged to it.
  const found = await context.step('look', {
    run: async () => {
      const connector = await getConnector(es, id)
      const keys = connector === undefined ? { apiKeyId: null, secretId: null } : keyIdsOf(connector)
      return { id, index: connector?.index_name || null, ...keys }
    },
  })
  const { canceled } = await cancelJobs(context, found.id)
  await context.step('delete-connector', {
    run: async () => {
      try {
        const forGood = hard && isAtLeast(context.cluster.version, 9) ? { hard } : {}
        await es.connector.delete({ connector_id: found.id, delete_sync_jobs: true, ...forGood })
      } catch (error) {
        if (!hasStatus(error, 404)) throw error
      }
      return null
    },
  })
  // The key goes before the index: a worker that still writes would make the index again.
  await context.step('invalidate-key', {
    run: async () => {
      if (found.apiKeyId !== null) await invalidateKeys(es, [found.apiKeyId])
      return null
    },
  })
  await context.step('delete-secret', {
    run: async () => {
      if (found.secretId !== null) await deleteConnectorSecret(es, found.secretId)
      return null
    },
  })
  const index = withIndex ? found.index : null
  if (index !== null) await dropIndex(context, index)
  const { deleted } = index === null ? { deleted: [] } : await dropPipelines(context, index)
  return {
    connector: found.id,
    canceledJobs: canceled,
    deletedIndex: index,
    deletedPipelines: deleted,
    keptIndex: withIndex ? null : found.index,
  }
}
