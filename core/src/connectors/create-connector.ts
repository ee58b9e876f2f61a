import type { z } from 'zod'
import { readDefaultPipeline } from '../elasticsearch/default-pipeline.ts'
import { inspectIndex } from '../elasticsearch/inspect-index.ts'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { type Context, defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toMakeIndex, toManageConnectors } from '../privileges/connector-privileges.ts'
import { allOf, type Required } from '../privileges/required.ts'
import type { PlanChange } from '../protocol/plan.ts'
import { type Connector, connectorSchema } from '../protocol/connector.ts'
import { featuresOf } from '../protocol/features.ts'
import { checkIndexName } from '../protocol/index-names.ts'
import { freeIndexName, suffix } from '../steps/free-index-name.ts'
import { makeIndex } from '../steps/make-index.ts'
import { registerConfiguration } from '../steps/register-configuration.ts'
import { settleStatus } from '../steps/settle-status.ts'
import {
  checkValues,
  configurationChanges,
  fieldsOf,
  protectValues,
  refuseEmptySecrets,
} from './configuration-input.ts'
import {
  askedIndex,
  indexBase,
  isManaged,
  kindOf,
  type NewConnector,
  newConnectorInput,
} from './new-connector.ts'
import { requireFreeIndex } from './require-free-index.ts'
import { storeValues } from './store-values.ts'
import { valuesField } from './values-field.ts'

const some = (documents: number | undefined): string =>
  documents === undefined ? '' : ` and holds ${counted(documents, 'document')}`

/** @throws PatchbayError `connector.index-taken` or `input.invalid` when the index isn't free to be written to. */
const requireIndex = async ({ es }: Context, index: string, useExisting: boolean): Promise<void> => {
  checkIndexName(index)
  await requireFreeIndex(es, index)
  const found = useExisting ? undefined : await inspectIndex(es, index)
  if (found === undefined) return
  throw new PatchbayError(
    'input.invalid',
    `indexName: "${index}" is there already${some(found.documents)}.`,
    {
      field: 'indexName',
      next: 'Choose another name, or say that the existing index is to be used: --use-existing-index.',
    },
  )
}

/** @throws PatchbayError `input.invalid`: made again, a connector that is there would be replaced by an empty one. */
const requireFreeId = async ({ es }: Context, id: string | undefined): Promise<void> => {
  if (id === undefined || (await getConnector(es, id)) === undefined) return
  throw new PatchbayError('input.invalid', `id: there is a connector "${id}" already.`, {
    field: 'id',
    next: 'Choose another id, or leave it out.',
  })
}

/** An index that nobody named yet is known by how it begins. */
const privileges = (asked: NewConnector | undefined, cluster: Context['cluster']): Required => {
  const needed = toManageConnectors(cluster.version)
  if (asked?.serviceType === undefined || asked.withoutIndex) return needed
  const index = askedIndex(asked, cluster) ?? `${indexBase(asked, asked.name ?? asked.serviceType, cluster)}*`
  const existing = asked.useExistingIndex ? [{ names: [index], privileges: ['manage'] }] : []
  return allOf(needed, toMakeIndex(index), { cluster: [], index: existing })
}

/** What is decided before anything is made, so that a second attempt makes the same. */
const choose = async ({ es, cluster }: Context, asked: NewConnector, ids: OperationDeps['ids']) => {
  const name = asked.name ?? `${asked.serviceType}-${suffix(ids)}`
  const index = asked.withoutIndex
    ? null
    : (askedIndex(asked, cluster) ?? (await freeIndexName(es, indexBase(asked, name, cluster), ids)))
  return { id: asked.id ?? ids.ulid().toLowerCase(), name, index }
}

const input = newConnectorInput.extend({ values: valuesField.optional() })

/** What stands for the connector before it is there. */
const newborn = ({ serviceType, name }: NewConnector): Connector =>
  connectorSchema.parse({ id: '', service_type: serviceType, name })

/** The values that are given; without any, how many fields wait for some. */
const configurationPlan = (asked: z.infer<typeof input>, fields: number): PlanChange[] => {
  const values = given(asked.values)
  const empty = fields === 0 ? 'no fields: its own service registers them' : `${fields} fields, still empty`
  return values === undefined
    ? [{ what: 'configuration', to: empty }]
    : configurationChanges(newborn(asked), values)
}

const given = (values: z.infer<typeof input>['values']) =>
  values === undefined || Object.keys(values).length === 0 ? undefined : values

/** What becomes of documents that are in the index already, by who syncs. */
const existingWarnings = async ({ es }: Context, index: string | undefined): Promise<string[]> => {
  const shared = 'the index that is there is used: see that nobody else writes to it'
  const found = index === undefined ? undefined : await inspectIndex(es, index)
  return found === undefined || found.documents === 0
    ? [shared]
    : [
        shared,
        `its documents that are not in the source${some(found.documents)}: Patchbay's worker leaves them, the first full sync of Elastic's service deletes them`,
      ]
}

export const createConnector = defineOperation({
  name: 'connector.create',
  version: 1,
  title: 'Create connector',
  summary: 'Makes a connector with its index, configured with what is given.',
  risk: 'routine',
  input,
  protect: (asked) => ({
    ...asked,
    ...(asked.values && { values: protectValues(asked.values, fieldsOf(newborn(asked))) }),
  }),
  privileges: (asked, _target, cluster) => privileges(asked, cluster),
  validate: () => async (context, asked) => {
    const type = kindOf(asked)
    if (asked.managed === true && !type.native) {
      throw new PatchbayError('input.invalid', `managed: Elastic never ran ${asked.serviceType} itself.`, {
        field: 'managed',
        next: 'Leave it out: the connector is self-managed then.',
      })
    }
    await requireFreeId(context, asked.id)
    if (asked.withoutIndex && asked.indexName !== undefined) {
      throw new PatchbayError('input.invalid', 'withoutIndex: an index is named all the same.', {
        field: 'withoutIndex',
        next: 'Leave out one of the two.',
      })
    }
    const index = askedIndex(asked, context.cluster)
    if (index !== undefined) await requireIndex(context, index, asked.useExistingIndex)
    const values = given(asked.values)
    if (values === undefined) return
    refuseEmptySecrets(values)
    checkValues(newborn(asked), values)
  },
  plan: () => async (context, asked) => {
    const type = kindOf(asked)
    const managed = isManaged(asked, context.cluster)
    const index = askedIndex(asked, context.cluster)
    const { items } =
      asked.name === undefined ? { items: [] } : await listConnectors(context.es, { name: asked.name })
    const warnings = [
      ...(asked.useExistingIndex ? await existingWarnings(context, index) : []),
      ...(items.length > 0
        ? [`another connector has the name "${asked.name}" already: it will take an id to tell them apart`]
        : []),
    ]
    const made: PlanChange[] = [
      { what: 'connector', to: asked.name ?? `a new name, ${asked.serviceType}-…` },
      {
        what: 'index',
        to: asked.withoutIndex
          ? 'none yet'
          : (index ??
            `${indexBase(asked, asked.name ?? asked.serviceType, context.cluster)}, or the next free name`),
      },
      ...configurationPlan(asked, type.configuration.length),
    ]
    return {
      headline: `Create connector · ${asked.name ?? type.name} (${asked.serviceType}, ${managed ? 'managed' : 'self-managed'})`,
      changes: made,
      ...(warnings.length > 0 && { warnings }),
      after: ['it syncs nothing until it is configured and has an API key'],
    }
  },
  run: (deps: Pick<OperationDeps, 'ids'>) => async (context, asked) => {
    const { es, cluster } = context
    const made = await context.step('create', {
      choose: () => choose(context, asked, deps.ids),
      run: async (chosen, earlier) => {
        const connector = earlier[0] ?? chosen
        // A PUT on a connector that is there would replace it by an empty one.
        if ((await getConnector(es, connector.id)) !== undefined && earlier.length > 0) return connector
        await requireFreeId(context, asked.id)
        await es.connector.put({
          connector_id: connector.id,
          name: connector.name,
          ...(connector.index === null ? {} : { index_name: connector.index }),
          service_type: asked.serviceType,
          is_native: isManaged(asked, cluster),
          ...(asked.language === undefined ? {} : { language: asked.language }),
          ...(asked.description === undefined ? {} : { description: asked.description }),
        })
        return connector
      },
    })
    const connector_id = made.id
    await context.step('pipeline', {
      run: async () => {
        await es.connector.updatePipeline({ connector_id, pipeline: await readDefaultPipeline(es) })
        return null
      },
    })
    await context.step('features', {
      run: async () => {
        const features = featuresOf(asked.serviceType, cluster.version)
        if (features !== undefined) await es.connector.updateFeatures({ connector_id, features })
        return null
      },
    })
    await context.step('configuration', {
      run: async () => {
        await registerConfiguration(es, made.id, asked.serviceType)
        return null
      },
    })
    const values = given(asked.values)
    if (values !== undefined) await storeValues(context, made.id, checkValues(newborn(asked), values))
    const { missing } = await settleStatus(context, made.id)
    if (made.index !== null) await makeIndex(context, { index: made.index, language: asked.language })
    return {
      ...made,
      serviceType: asked.serviceType,
      managed: isManaged(asked, cluster),
      missing,
    }
  },
})
