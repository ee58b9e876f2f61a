import { z } from 'zod'
import { inspectIndex } from '../elasticsearch/inspect-index.ts'
import { PatchbayError, hasStatus } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { defineOperation } from '../operations/define-operation.ts'
import {
  toDropIndex,
  toManageConnectors,
  toReadIndex,
  toRetireKey,
} from '../privileges/connector-privileges.ts'
import { allOf, nothing, type Required } from '../privileges/required.ts'
import type { Connector } from '../protocol/connector.ts'
import { identityBasis } from '../protocol/connector-basis.ts'
import { isAtLeast } from '../protocol/cluster-version.ts'
import { aclIndexName } from '../protocol/index-names.ts'
import { deleteConnectorSecret } from '../secrets/connector-secret.ts'
import { cancelJobs, openJobs } from '../steps/cancel-jobs.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import { dropIndex } from '../steps/drop-index.ts'
import { dropPipelines, ownPipelines } from '../steps/drop-pipelines.ts'
import { invalidateKeys } from '../steps/invalidate-keys.ts'
import { keyIdsOf } from '../steps/key-ids.ts'

const input = z.strictObject({
  connector: connectorField,
  hard: z
    .boolean()
    .default(false)
    .describe('from 9.0 on: removes its document too, which else stays, marked as deleted'),
  withIndex: z.boolean().default(false).describe('deletes its index and all documents in it too'),
})

const inNumbers = (documents: number | undefined): string =>
  documents === undefined ? 'its documents' : counted(documents, 'document')

/** Without a connector: what deleting any needs, its index aside. */
const toDelete = (withIndex: boolean, connector: Connector | undefined, version: string): Required => {
  const { apiKeyId, secretId } =
    connector === undefined ? { apiKeyId: '', secretId: '' } : keyIdsOf(connector)
  const index = connector?.index_name
  return allOf(
    toManageConnectors(version),
    apiKeyId === null ? nothing : toRetireKey(secretId !== null),
    withIndex && index ? allOf(toDropIndex(index), toReadIndex(index)) : nothing,
  )
}

export const deleteConnector = defineOperation({
  name: 'connector.delete',
  version: 1,
  title: 'Delete connector',
  summary: 'Deletes a connector with its jobs, key and secret, and on request its index.',
  risk: 'irreversible',
  input,
  target: connectorTarget,
  basis: (connector: Connector) => ({ ...identityBasis(connector), ...keyIdsOf(connector) }),
  privileges: ({ withIndex }, connector, { version }) => toDelete(withIndex, connector, version),
  validate:
    () =>
    async (context, { withIndex }, connector) => {
      const index = connector.index_name
      if (!withIndex || !index) return
      if ((await inspectIndex(context.es, index))?.alias === true) {
        throw new PatchbayError(
          'connector.state',
          `withIndex: "${index}" is an alias, and an alias can't be deleted as an index.`,
          {
            field: 'withIndex',
            next: 'Delete the connector alone, and the index behind the alias by hand.',
          },
        )
      }
    },
  plan:
    () =>
    async (context, { withIndex }, connector) => {
      const index = connector.index_name || undefined
      const found = index === undefined ? undefined : await inspectIndex(context.es, index).catch(unseen)
      const jobs = await openJobs(context.es, connector.id)
      const pipelines = withIndex && index !== undefined ? await ownPipelines(context.es, index) : []
      const { apiKeyId, secretId } = keyIdsOf(connector)
      const gone = 'gone'
      return {
        headline: `Delete connector · ${connectorHeadline(connector)}`,
        changes: [
          { what: 'connector', from: connector.id, to: gone },
          { what: 'sync jobs', from: `${jobs.length} open, and the finished ones`, to: gone },
          ...(apiKeyId === null ? [] : [{ what: 'API key', from: apiKeyId, to: 'invalid' }]),
          ...(secretId === null ? [] : [{ what: 'connector secret', from: 'set', to: gone }]),
          ...(withIndex && index !== undefined
            ? [
                { what: index, from: inNumbers(found?.documents), to: gone },
                { what: aclIndexName(index), from: 'its identities, if there are any', to: gone },
                ...pipelines.map((pipeline) => ({
                  what: pipeline,
                  from: 'an ingest pipeline of this index',
                  to: gone,
                })),
              ]
            : []),
        ],
        ...(!withIndex && index !== undefined && { stays: [`${index} with ${inNumbers(found?.documents)}`] }),
        irreversible:
          withIndex && index !== undefined
            ? "The connector and its documents can't be brought back."
            : "The connector can't be brought back.",
      }
    },
  run:
    () =>
    async (context, { withIndex, hard }, connector) => {
      const { es } = context
      // Written down first: when the connector is gone, nobody could tell any more what belonged to it.
      const found = await context.step('look', {
        run: async () => ({ id: connector.id, index: connector.index_name || null, ...keyIdsOf(connector) }),
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
    },
})

/** A plan is also read by people who may not look into the index. */
const unseen = (error: unknown): undefined => {
  if (hasStatus(error, 403)) return undefined
  throw error
}
