import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toIssueKey } from '../privileges/connector-key.ts'
import { toManageConnectors, toRetireKey } from '../privileges/connector-privileges.ts'
import { allOf } from '../privileges/required.ts'
import type { Connector } from '../protocol/connector.ts'
import { managedPrefix } from '../protocol/index-names.ts'
import { openJobs } from '../steps/cancel-jobs.ts'
import { checkKeyCanBeMade } from '../steps/check-key-can-be-made.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import type { DeliveredKey } from '../steps/delivered-key.ts'
import { keyBasis, keyIdsOf } from '../steps/key-ids.ts'
import { handOverKey, handOverSteps, leaveManaged, leaveManagedSteps } from '../steps/leave-managed.ts'

const input = z.strictObject({ connector: connectorField })

export const convertConnector = defineOperation({
  name: 'connector.convert',
  version: 1,
  title: 'Convert to self-managed',
  summary: 'Makes a managed connector self-managed, with a new API key for whoever runs it.',
  risk: 'irreversible',
  delivers: true,
  input,
  target: connectorTarget,
  basis: keyBasis,
  validate: () => async (context, _input, connector) => {
    checkKeyCanBeMade(context.actor, connector)
    if (connector.is_native) return
    throw new PatchbayError('connector.state', `${connectorLabel(connector)} is self-managed already.`, {
      field: 'connector',
      next: `For a new key: \`patchbay api-key rotate ${connector.id}\`.`,
    })
  },
  privileges: (_input, connector: Connector | undefined, { version }) =>
    allOf(
      toManageConnectors(version),
      toIssueKey(version, connector?.index_name || `${managedPrefix(version)}*`, false),
      toRetireKey(true),
    ),
  plan: () => async (context, _input, connector) => {
    const { apiKeyId, secretId } = keyIdsOf(connector)
    const jobs = await openJobs(context.es, connector.id)
    return {
      headline: `Convert to self-managed · ${connectorHeadline(connector)}`,
      changes: [
        { what: 'managed', from: 'yes', to: 'no: a worker of yours runs it' },
        ...(jobs.length === 0 ? [] : [{ what: 'sync jobs', from: `${jobs.length} open`, to: 'canceled' }]),
        {
          what: 'api_key_id',
          from: apiKeyId ?? 'none',
          to: 'a new key, made when you collect it and shown once',
        },
        { what: 'connector secret', from: secretId ?? 'none', to: 'deleted' },
      ],
      stays: ['configuration, schedule, index and documents stay as they are'],
      after: ['no sync runs until a worker has the new key; collecting ends the old key'],
      irreversible: "A self-managed connector can't be made managed again here.",
    }
  },
  run:
    () =>
    async (context, _input, connector): Promise<DeliveredKey | null> => {
      await leaveManaged(context, connector.id)
      return null
    },
  // Whoever collects more than once does the last ones again.
  stepsInAll: () => leaveManagedSteps + handOverSteps,
  collect:
    (deps: Pick<OperationDeps, 'ids'>) =>
    (context, _input, connector): Promise<DeliveredKey> =>
      handOverKey(deps)(context, connector),
})
