import { z } from 'zod'
import type { Cluster } from '../deps.ts'
import { inspectIndex } from '../elasticsearch/inspect-index.ts'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { PatchbayError } from '../errors.ts'
import { jsonSchema } from '../lib/json.ts'
import { defineOperation, type RunContext } from '../operations/define-operation.ts'
import { toMakeIndex, toManageConnectors } from '../privileges/connector-privileges.ts'
import { allOf, type Required } from '../privileges/required.ts'
import { configurationBasis } from '../protocol/connector-basis.ts'
import { isEmptyValue } from '../protocol/configuration-value.ts'
import { type Connector, pipelineSchema } from '../protocol/connector.ts'
import { languages } from '../protocol/content-index.ts'
import { checkIndexName } from '../protocol/index-names.ts'
import { findServiceType } from '../protocol/service-types.ts'
import { isSensitive } from '../protocol/sensitive-fields.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import { settleStatus } from '../steps/settle-status.ts'
import { askedIndex, indexBase, type NewConnector } from './new-connector.ts'
import { requireFreeIndex } from './require-free-index.ts'

const input = z.strictObject({
  connector: connectorField,
  name: z.string().trim().min(1).max(200).describe('what people call the new one'),
  indexName: z
    .string()
    .min(1)
    .optional()
    .describe(
      'the index of the new one; made from its name when left out, and a managed one gets its prefix',
    ),
})

const createdSchema = z.object({ id: z.string(), index: z.string() })

/** What the new one is made from. */
const copyOf = ({ name, indexName }: z.infer<typeof input>, connector: Connector): NewConnector => {
  const language = languages.find((known) => known === connector.language)
  return {
    serviceType: connector.service_type ?? '',
    name,
    custom: findServiceType(connector.service_type) === undefined,
    managed: connector.is_native,
    useExistingIndex: false,
    withoutIndex: false,
    ...(indexName !== undefined && { indexName }),
    ...(language !== undefined && { language }),
    ...(connector.description && { description: connector.description }),
  }
}

const secretsOf = ({ configuration }: Connector): string[] =>
  Object.entries(configuration)
    .filter(([key, field]) => isSensitive(key, field) && !isEmptyValue(field.value))
    .map(([key]) => key)

/** From document to document: the values are in no input, no step's result and no log. */
const copySettings = async ({ es, step }: RunContext, from: string, to: string): Promise<void> => {
  await step('copy', {
    run: async () => {
      const { configuration, features, pipeline } = await es.connector.get({ connector_id: from })
      if (Object.keys(configuration ?? {}).length > 0) {
        await es.connector.updateConfiguration({ connector_id: to, configuration })
      }
      if (features && Object.keys(features).length > 0) {
        await es.connector.updateFeatures({ connector_id: to, features })
      }
      await es.connector.updatePipeline({ connector_id: to, pipeline: pipelineSchema.parse(pipeline ?? {}) })
      return null
    },
  })
}

type Input = z.infer<typeof input>

const privileges = (
  // Without a name when somebody asks what it would need in general.
  { name, ...asked }: Omit<Input, 'name'> & Partial<Input>,
  connector: Connector | undefined,
  cluster: Cluster,
): Required => {
  const needed = toManageConnectors(cluster.version)
  if (connector === undefined) return needed
  const called = name ?? connectorLabel(connector)
  const made = copyOf({ ...asked, name: called }, connector)
  return allOf(needed, toMakeIndex(askedIndex(made, cluster) ?? `${indexBase(made, called, cluster)}*`))
}

export const duplicateConnector = defineOperation({
  name: 'connector.duplicate',
  version: 1,
  title: 'Duplicate connector',
  summary: 'Makes a connector with the configuration of another one, and an index of its own.',
  risk: 'routine',
  input,
  target: connectorTarget,
  basis: (connector: Connector) => ({
    ...configurationBasis(connector),
    pipeline: jsonSchema.parse(connector.pipeline ?? null),
  }),
  privileges,
  validate: () => async (context, asked, connector) => {
    if (!connector.service_type) {
      throw new PatchbayError('connector.state', `${connectorLabel(connector)} has no service type yet.`, {
        field: 'connector',
        next: 'There is nothing to copy: make a new one with `patchbay connector create`.',
      })
    }
    const index = askedIndex(copyOf(asked, connector), context.cluster)
    if (index === undefined) return
    checkIndexName(index)
    await requireFreeIndex(context.es, index)
    if ((await inspectIndex(context.es, index)) === undefined) return
    throw new PatchbayError('input.invalid', `indexName: "${index}" is there already.`, {
      field: 'indexName',
      next: 'Choose another name, or leave it out.',
    })
  },
  plan: () => async (context, asked, connector) => {
    const made = copyOf(asked, connector)
    const secrets = secretsOf(connector)
    const { items } = await listConnectors(context.es, { name: asked.name })
    const base = indexBase(made, asked.name, context.cluster)
    return {
      headline: `Duplicate connector · ${connectorHeadline(connector)}`,
      changes: [
        { what: 'connector', to: asked.name },
        { what: 'index', to: askedIndex(made, context.cluster) ?? `${base}, or the next free name` },
        {
          what: 'configuration',
          to: `a copy of ${Object.keys(connector.configuration).length} fields, with pipeline and features`,
        },
        ...(secrets.length === 0
          ? []
          : [{ what: secrets.join(', '), to: 'copied inside Elasticsearch, neither shown nor logged' }]),
      ],
      stays: [`${connectorLabel(connector)} itself`],
      after: ['it has no API key, no schedule and no sync rules of its own yet: these are not copied'],
      ...(items.length > 0 && {
        warnings: [
          `another connector has the name "${asked.name}" already: it will take an id to tell them apart`,
        ],
      }),
    }
  },
  run: () => async (context, asked, connector) => {
    const made = createdSchema.parse(
      await context.call<unknown>('connector.create', copyOf(asked, connector)),
    )
    await copySettings(context, connector.id, made.id)
    const { missing } = await settleStatus(context, made.id)
    return { connector: made.id, name: asked.name, index: made.index, copiedFrom: connector.id, missing }
  },
})
