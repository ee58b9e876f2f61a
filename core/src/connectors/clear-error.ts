import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { identityBasis } from '../protocol/connector-basis.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import { settleStatus } from '../steps/settle-status.ts'

const input = z.strictObject({ connector: connectorField })

export const clearError = defineOperation({
  name: 'connector.clear-error',
  version: 1,
  title: 'Clear error',
  summary: 'Takes the error away that a connector shows, when its cause is mended.',
  risk: 'routine',
  input,
  target: connectorTarget,
  basis: identityBasis,
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: () => async (_context, _input, connector) => {
    if (connector.error || connector.status === 'error') return
    throw new PatchbayError('connector.state', `${connectorLabel(connector)} shows no error of its own.`, {
      field: 'connector',
      next: connector.last_sync_error
        ? 'What its last sync said goes away with the next sync that succeeds.'
        : '`patchbay connector health` says how it is.',
    })
  },
  plan: () => async (_context, _input, connector) => ({
    headline: `Clear error · ${connectorHeadline(connector)}`,
    changes: [
      { what: 'error', from: connector.error || 'none', to: 'none' },
      { what: 'status', from: connector.status, to: 'connected' },
    ],
    after: ['whatever caused it comes back with the next sync, unless it is mended'],
  }),
  run: () => async (context, _input, connector) => {
    await context.step('clear-error', {
      run: async () => {
        await context.es.connector.updateError({ connector_id: connector.id, error: null })
        return null
      },
    })
    const { missing } = await settleStatus(context, connector.id)
    return { connector: connector.id, missing }
  },
})
