import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import type { Connector } from '../protocol/connector.ts'
import type { Plan } from '../protocol/plan.ts'
import { checkKeyCanBeMade, indexOf } from '../steps/check-key-can-be-made.ts'
import { collectKey, collectSteps } from '../steps/collect-key.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import type { DeliveredKey } from '../steps/delivered-key.ts'
import { keyBasis, keyIdsOf } from '../steps/key-ids.ts'
import { rememberKey } from '../steps/remember-key.ts'
import { type ReplacedKey, replaceKey, replaceKeySteps } from '../steps/replace-key.ts'
import { toReplaceKey } from '../privileges/key-privileges.ts'

const input = z.strictObject({ connector: connectorField })

interface RotatedKey extends ReplacedKey {
  connector: string
}

const managedPlan = (connector: Connector): Omit<Plan, 'headline'> => {
  const { apiKeyId, secretId } = keyIdsOf(connector)
  return {
    changes: [
      { what: 'api_key_id', from: apiKeyId ?? 'none', to: 'a new key' },
      { what: 'connector secret', from: secretId ?? 'none', to: 'a new one, checked before it is used' },
    ],
    stays: ['the old key works until no sync uses it, 2 hours at most'],
    after: ["old key and old secret are gone; can't be undone"],
  }
}

const selfManagedPlan = (connector: Connector): Omit<Plan, 'headline'> => ({
  changes: [{ what: 'api_key_id', from: keyIdsOf(connector).apiKeyId ?? 'none', to: 'a new key' }],
  stays: [
    'nothing changes until you collect the new key: it is made then, shown once and stored nowhere',
    'the old key goes on working, so that whoever runs the connector can be given the new one first',
  ],
  after: [`to end the old key: \`patchbay api-key clean-up ${connector.id}\``],
})

export const rotateApiKey = defineOperation({
  name: 'api-key.rotate',
  version: 1,
  title: 'Rotate API key',
  summary: 'Gives a connector a new API key and takes the old one away.',
  risk: 'guarded',
  delivers: true,
  input,
  target: connectorTarget,
  basis: keyBasis,
  validate: () => async (context, _input, connector) => {
    checkKeyCanBeMade(context.actor, connector)
    if (keyIdsOf(connector).apiKeyId !== null) return
    throw new PatchbayError('connector.state', `${connectorLabel(connector)} has no API key yet.`, {
      field: 'connector',
      next: `To make the first one: \`patchbay api-key generate ${connector.id}\`.`,
    })
  },
  privileges: (_input, connector: Connector | undefined, cluster) => toReplaceKey(connector, cluster),
  plan: () => async (_context, _input, connector) => ({
    headline: `Rotate API key · ${connectorHeadline(connector)}`,
    ...(connector.is_native ? managedPlan(connector) : selfManagedPlan(connector)),
  }),
  run:
    (deps: Pick<OperationDeps, 'ids' | 'clock'>) =>
    async (context, _input, connector): Promise<RotatedKey | DeliveredKey | null> => {
      const { id } = connector
      if (connector.is_native) {
        const replaced = await replaceKey(deps)(context, { connectorId: id, index: indexOf(connector) })
        return { connector: id, ...replaced }
      }
      await rememberKey(context, id)
      return null
    },
  stepsInAll: (_input, connector) => (connector.is_native ? replaceKeySteps : 1 + collectSteps),
  collects: (_input, connector) => !connector.is_native,
  collect:
    (deps: Pick<OperationDeps, 'ids'>) =>
    async (context, _input, connector): Promise<DeliveredKey> => {
      const { apiKeyId: before } = await rememberKey(context, connector.id)
      return collectKey(deps)(context, connector, { before })
    },
})
