import { z } from 'zod'
import { inspectIndex } from '../elasticsearch/inspect-index.ts'
import { hasStatus } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { defineOperation } from '../operations/define-operation.ts'
import type { Connector } from '../protocol/connector.ts'
import { identityBasis } from '../protocol/connector-basis.ts'
import { aclIndexName } from '../protocol/index-names.ts'
import { openJobs } from '../steps/cancel-jobs.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import { ownPipelines } from '../steps/drop-pipelines.ts'
import { keyIdsOf } from '../steps/key-ids.ts'
import { deleteOne, deleteSteps, requireDeletableIndex, toDelete } from './delete-one.ts'

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
      if (withIndex) await requireDeletableIndex(context, connector.index_name)
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
  // Whether it had an index nobody can tell any more once it is gone, and the number must not change on the way.
  stepsInAll: ({ withIndex }) => (withIndex ? undefined : deleteSteps),
  run: () => (context, asked, connector) => deleteOne(context, connector.id, asked),
})

/** A plan is also read by people who may not look into the index. */
const unseen = (error: unknown): undefined => {
  if (hasStatus(error, 403)) return undefined
  throw error
}
