import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { keyBasis } from '../steps/key-ids.ts'
import { cancelJobs, openJobs } from '../steps/cancel-jobs.ts'
import { connectorField } from '../steps/connector-field.ts'
import {
  connectorHeadline,
  connectorLabel,
  connectorTarget,
  connectorWord,
} from '../steps/connector-target.ts'

const input = z.strictObject({ connector: connectorField })

export const detachIndex = defineOperation({
  name: 'connector.detach-index',
  version: 1,
  title: 'Detach index',
  summary: 'Takes the index from a connector: it syncs nothing until it is given another.',
  risk: 'guarded',
  input,
  target: connectorTarget,
  basis: keyBasis,
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: () => async (_context, _input, connector) => {
    if (connector.index_name) return
    const label = connectorLabel(connector)
    throw new PatchbayError('connector.state', `${label} has no index to detach.`, {
      field: 'connector',
      next: `\`patchbay connector attach-index ${connectorWord(connector)} --index-name …\` gives it one.`,
    })
  },
  plan: () => async (context, _input, connector) => {
    const jobs = await openJobs(context.es, connector.id)
    return {
      headline: `Detach index · ${connectorHeadline(connector)}`,
      changes: [
        { what: 'index_name', from: connector.index_name ?? 'none', to: 'none' },
        ...(jobs.length === 0 ? [] : [{ what: 'sync jobs', from: `${jobs.length} open`, to: 'canceled' }]),
      ],
      stays: ['the index with its documents, the configuration, the API key'],
      after: ['it can not sync until an index is attached'],
    }
  },
  stepsInAll: () => 2,
  run: () => async (context, _input, connector) => {
    await cancelJobs(context, connector.id)
    await context.step('detach', {
      run: async () => {
        await context.es.connector.updateIndexName({ connector_id: connector.id, index_name: null })
        return null
      },
    })
    return { connector: connector.id, detachedIndex: connector.index_name ?? null }
  },
})
