import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type OperationDeps, type RunContext } from '../operations/define-operation.ts'
import { toIssueKey } from '../privileges/connector-key.ts'
import { toManageConnectors, toRetireKey } from '../privileges/connector-privileges.ts'
import { allOf } from '../privileges/required.ts'
import type { Connector } from '../protocol/connector.ts'
import { managedPrefix } from '../protocol/index-names.ts'
import { cancelJobs, openJobs } from '../steps/cancel-jobs.ts'
import { checkKeyCanBeMade } from '../steps/check-key-can-be-made.ts'
import { collectKey } from '../steps/collect-key.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import type { DeliveredKey } from '../steps/delivered-key.ts'
import { keyBasis, keyIdsOf } from '../steps/key-ids.ts'
import { rememberKey } from '../steps/remember-key.ts'
import { retireKey } from '../steps/retire-key.ts'

const input = z.strictObject({ connector: connectorField })

const turnSelfManaged = (context: RunContext, connectorId: string): Promise<{ managed: false }> =>
  context.step('native-false', {
    run: async () => {
      await context.es.connector.updateNative({ connector_id: connectorId, is_native: false })
      return { managed: false }
    },
  })

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
      await rememberKey(context, connector.id)
      await cancelJobs(context, connector.id)
      await turnSelfManaged(context, connector.id)
      return null
    },
  collect:
    (deps: Pick<OperationDeps, 'ids'>) =>
    async (context, _input, connector): Promise<DeliveredKey> => {
      const old = await rememberKey(context, connector.id)
      const delivered = await collectKey(deps)(context, connector, old.apiKeyId)
      // `_api_key_id` drops nulls, so `api_key_secret_id` goes on naming the deleted secret; nobody reads it for a
      // self-managed connector, and Elastic's own conversion leaves it too.
      await retireKey(context, {
        connectorId: connector.id,
        old,
        current: { apiKeyId: delivered.apiKeyId, secretId: null },
      })
      return delivered
    },
})
