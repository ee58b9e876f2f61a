import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import type { Cluster } from '../deps.ts'
import { readKeys } from '../elasticsearch/read-keys.ts'
import { inspectIndex } from '../elasticsearch/inspect-index.ts'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { toReplaceKey } from '../privileges/key-privileges.ts'
import { allOf, nothing, type Required } from '../privileges/required.ts'
import type { Connector } from '../protocol/connector.ts'
import { checkIndexName, contentIndexName, managedPrefix } from '../protocol/index-names.ts'
import type { Plan } from '../protocol/plan.ts'
import { openJobs } from '../steps/cancel-jobs.ts'
import { checkKeyCanBeMade } from '../steps/check-key-can-be-made.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import { keyBasis, keyIdsOf } from '../steps/key-ids.ts'
import { makeIndex } from '../steps/make-index.ts'
import { replaceKey, replaceKeySteps } from '../steps/replace-key.ts'
import { keyOpens } from './key-facts.ts'
import { requireFreeIndex } from './require-free-index.ts'

const input = z.strictObject({
  connector: connectorField,
  indexName: z
    .string()
    .min(1)
    .describe(
      'the index or alias for its documents; made when it is not there, and a managed one gets its prefix',
    ),
})

const indexFor = (name: string, connector: Connector, { version }: Cluster): string =>
  contentIndexName(name, { managed: connector.is_native, version })

/** Whether the key of a self-managed connector, which is changed by nobody here, opens the index; undefined: unseen. */
const opensIt = async (es: Client, connector: Connector, index: string): Promise<boolean | undefined> => {
  const { apiKeyId } = keyIdsOf(connector)
  if (connector.is_native || apiKeyId === null) return true
  const key = (await readKeys(es, apiKeyId)).keys.get(apiKeyId)
  return key === undefined ? undefined : keyOpens(key, index)
}

const planFor = async (es: Client, connector: Connector, index: string): Promise<Plan> => {
  const [found, jobs, opens] = await Promise.all([
    inspectIndex(es, index),
    openJobs(es, connector.id),
    opensIt(es, connector, index),
  ])
  const { apiKeyId } = keyIdsOf(connector)
  const old = connector.index_name
  const warnings = [
    ...(found?.documents
      ? [`${index} holds ${counted(found.documents, 'document')} already: see that nobody else writes to it`]
      : []),
    ...(jobs.length > 0
      ? [`${counted(jobs.length, 'sync')} that waits or runs still ends in ${old || 'no index'}`]
      : []),
    ...(opens === true
      ? []
      : [
          `the API key of whoever runs it ${opens === false ? 'does' : 'may'} not open ${index}: afterwards \`patchbay api-key rotate ${connector.id}\` makes one that does`,
        ]),
  ]
  return {
    headline: `Attach index · ${connectorHeadline(connector)}`,
    changes: [
      { what: 'index_name', from: old || 'none', to: index },
      ...(found === undefined ? [{ what: 'index', to: `${index}, empty` }] : []),
      ...(connector.is_native
        ? [{ what: 'api_key_id', from: apiKeyId ?? 'none', to: `a new key, which opens ${index}` }]
        : []),
    ],
    stays: old ? [`the documents of ${old} stay there: nothing is moved or deleted`] : [],
    after: [
      'the next full sync fills the index',
      ...(connector.is_native && apiKeyId !== null ? ['the old key ends when no sync uses it any more'] : []),
    ],
    ...(warnings.length > 0 && { warnings }),
  }
}

/** Asked about no connector in particular: managed ones need the most. */
const privileges = (
  // Without the index when somebody asks what it would need in general.
  { indexName }: Partial<z.infer<typeof input>>,
  connector: Connector | undefined,
  cluster: Cluster,
): Required => {
  const anyIndex = `${managedPrefix(cluster.version)}*`
  const index = connector && indexName !== undefined ? indexFor(indexName, connector, cluster) : anyIndex
  return allOf(
    toManageConnectors(cluster.version),
    {
      cluster: [],
      index: [{ names: [index], privileges: ['create_index', 'view_index_metadata', 'manage'] }],
    },
    connector?.is_native === false
      ? nothing
      : toReplaceKey(connector && { ...connector, index_name: index }, cluster),
  )
}

export const attachIndex = defineOperation({
  name: 'connector.attach-index',
  version: 1,
  title: 'Attach index',
  summary: 'Lets a connector write to another index; a managed one gets a key for it.',
  risk: 'guarded',
  input,
  target: connectorTarget,
  basis: keyBasis,
  privileges,
  validate: () => async (context, asked, connector) => {
    const index = indexFor(asked.indexName, connector, context.cluster)
    checkIndexName(index)
    if (index === connector.index_name) {
      throw new PatchbayError(
        'connector.state',
        `${connectorLabel(connector)} has the index "${index}" already.`,
        {
          field: 'indexName',
          next: 'Name another index.',
        },
      )
    }
    await requireFreeIndex(context.es, index, connector.id)
    if (connector.is_native) checkKeyCanBeMade(context.actor, { ...connector, index_name: index })
  },
  plan: () => (context, asked, connector) =>
    planFor(context.es, connector, indexFor(asked.indexName, connector, context.cluster)),
  stepsInAll: (_input, connector) => 2 + (connector.is_native ? replaceKeySteps : 0),
  run: (deps: Pick<OperationDeps, 'ids' | 'clock'>) => async (context, asked, connector) => {
    const index = indexFor(asked.indexName, connector, context.cluster)
    const { id: connectorId } = connector
    const { made } = await makeIndex(context, { index, language: connector.language ?? undefined })
    const attach = () =>
      context.step('attach', {
        run: async () => {
          await context.es.connector.updateIndexName({ connector_id: connectorId, index_name: index })
          return { index }
        },
      })
    const apiKeyId = connector.is_native
      ? (await replaceKey(deps)(context, { connectorId, index, beforeSwitch: attach })).apiKeyId
      : (await attach(), keyIdsOf(connector).apiKeyId)
    const keyOpensIndex = (await opensIt(context.es, connector, index)) ?? null
    return { connector: connectorId, index, made, apiKeyId, keyOpensIndex }
  },
})
