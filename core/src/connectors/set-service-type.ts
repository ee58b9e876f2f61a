import type { estypes } from '@elastic/elasticsearch'
import { z } from 'zod'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type RunContext } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { configurationSchemaOf } from '../protocol/configuration-schema.ts'
import { configurationBasis } from '../protocol/connector-basis.ts'
import { featuresOf } from '../protocol/features.ts'
import { cancelJobs, openJobs } from '../steps/cancel-jobs.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import { settleStatus } from '../steps/settle-status.ts'
import { requireServiceType } from './new-connector.ts'

const input = z.strictObject({
  connector: connectorField,
  serviceType: z.string().min(1).describe('the new kind of data source, such as postgresql'),
})

/** Elasticsearch keeps the fields of the old type: they give way to the new ones, empty, with the switches to match. */
const replaceFields = async (context: RunContext, id: string, serviceType: string): Promise<void> => {
  const { es, cluster } = context
  await context.step('features', {
    run: async () => {
      const features = featuresOf(serviceType, cluster.version)
      if (features !== undefined) await es.connector.updateFeatures({ connector_id: id, features })
      return null
    },
  })
  await context.step('configuration', {
    choose: () => serviceType,
    run: async (_chosen, earlier) => {
      const schema = configurationSchemaOf(serviceType) ?? {}
      const stored = Object.keys((await getConnector(es, id))?.configuration ?? {})
      // An attempt that was stopped may have replaced them already, and somebody may have filled them in since.
      const done = earlier.length > 0 && stored.toSorted().join() === Object.keys(schema).toSorted().join()
      if (!done) {
        await es.connector.updateConfiguration({
          connector_id: id,
          // The catalogue's own schema checked each validation; the client's type only knows them as a fixed list.
          configuration: schema as estypes.ConnectorConnectorConfiguration,
        })
      }
      return null
    },
  })
}

export const setServiceType = defineOperation({
  name: 'connector.set-service-type',
  version: 1,
  title: 'Set service type',
  summary: 'Turns a connector to another kind of data source; its configuration begins anew.',
  risk: 'guarded',
  input,
  target: connectorTarget,
  basis: configurationBasis,
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate:
    () =>
    async (_context, { serviceType }, connector) => {
      const type = requireServiceType(serviceType)
      if (serviceType === connector.service_type) {
        const label = connectorLabel(connector)
        throw new PatchbayError(
          'connector.state',
          `${label} has the service type "${serviceType}" already.`,
          {
            field: 'serviceType',
            next: 'Name another service type.',
          },
        )
      }
      if (!connector.is_native || type.native) return
      throw new PatchbayError('input.invalid', `serviceType: Elastic never ran ${serviceType} itself.`, {
        field: 'serviceType',
        next: `Make it self-managed first: \`patchbay connector convert ${connector.id}\`.`,
      })
    },
  plan:
    () =>
    async (context, { serviceType }, connector) => {
      const jobs = await openJobs(context.es, connector.id)
      const type = requireServiceType(serviceType)
      const before = Object.keys(connector.configuration).length
      return {
        headline: `Set service type · ${connectorHeadline(connector)}`,
        changes: [
          { what: 'service_type', from: connector.service_type ?? 'none', to: serviceType },
          {
            what: 'configuration',
            from: `${before} fields with their values`,
            to: `the ${type.configuration.length} fields of ${type.name}, empty`,
          },
          ...(jobs.length === 0 ? [] : [{ what: 'sync jobs', from: `${jobs.length} open`, to: 'canceled' }]),
        ],
        stays: ['name, index, schedule, sync rules and API key', 'the documents that are in the index'],
        after: [
          "the values of the old configuration, passwords included, are gone; can't be undone",
          'it can not sync until it is configured; its next full sync deletes the documents of the old source',
        ],
      }
    },
  stepsInAll: () => 5,
  run:
    () =>
    async (context, { serviceType }, connector) => {
      const { id } = connector
      await cancelJobs(context, id)
      await context.step('service-type', {
        run: async () => {
          await context.es.connector.updateServiceType({ connector_id: id, service_type: serviceType })
          return null
        },
      })
      await replaceFields(context, id, serviceType)
      const { missing } = await settleStatus(context, id)
      return { connector: id, serviceType, missing }
    },
})
