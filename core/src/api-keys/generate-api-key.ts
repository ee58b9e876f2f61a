import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type OperationDeps, type RunContext } from '../operations/define-operation.ts'
import type { Connector } from '../protocol/connector.ts'
import type { Plan } from '../protocol/plan.ts'
import { checkKeyCanBeMade, indexOf } from '../steps/check-key-can-be-made.ts'
import { collectKey } from '../steps/collect-key.ts'
import { confirmKey } from '../steps/confirm-key.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import type { DeliveredKey } from '../steps/delivered-key.ts'
import { issueKey } from '../steps/issue-key.ts'
import { keyBasis, keyIdsOf } from '../steps/key-ids.ts'
import { switchKey } from '../steps/switch-key.ts'
import { toGiveKey } from '../privileges/key-privileges.ts'

const input = z.strictObject({ connector: connectorField })

interface StoredKey {
  connector: string
  apiKeyId: string
  secretId: string | null
}

const plan = (connector: Connector): Plan => ({
  headline: `Generate API key · ${connectorHeadline(connector)}`,
  changes: [
    { what: 'api_key_id', from: 'none', to: 'a new key' },
    ...(connector.is_native
      ? [{ what: 'connector secret', from: 'none', to: 'a new one, checked before it is used' }]
      : []),
  ],
  after: connector.is_native
    ? [
        `the key opens ${indexOf(connector)}, its access control index and the connector indices, and nothing else`,
      ]
    : ['you collect the key: it is made then, shown once and stored nowhere'],
})

const store = async (
  deps: Pick<OperationDeps, 'ids'>,
  context: RunContext,
  connector: Connector,
): Promise<StoredKey> => {
  const index = indexOf(connector)
  const connectorId = connector.id
  const issued = await issueKey(deps)(context, { step: 'issue', connectorId, index, asSecret: true })
  const to = { apiKeyId: issued.apiKeyId, secretId: issued.secretId }
  await switchKey(context, { step: 'switch', connectorId, to, from: [null] })
  await confirmKey(context, { connectorId, index, issued })
  return { connector: connectorId, ...to }
}

export const generateApiKey = defineOperation({
  name: 'api-key.generate',
  version: 1,
  title: 'Generate API key',
  summary: 'Makes the first API key of a connector.',
  risk: 'routine',
  delivers: true,
  input,
  target: connectorTarget,
  basis: keyBasis,
  validate: () => async (context, _input, connector) => {
    checkKeyCanBeMade(context.actor, connector)
    const { apiKeyId } = keyIdsOf(connector)
    if (apiKeyId === null) return
    const label = connectorLabel(connector)
    throw new PatchbayError('connector.state', `${label} has an API key already (${apiKeyId}).`, {
      field: 'connector',
      next: `To replace it: \`patchbay api-key rotate ${connector.id}\`.`,
    })
  },
  privileges: (_input, connector: Connector | undefined, cluster) => toGiveKey(connector, cluster),
  plan: () => async (_context, _input, connector) => plan(connector),
  run:
    (deps: Pick<OperationDeps, 'ids'>) =>
    async (context, _input, connector): Promise<StoredKey | DeliveredKey | null> =>
      connector.is_native ? store(deps, context, connector) : null,
  collects: (_input, connector) => !connector.is_native,
  collect:
    (deps: Pick<OperationDeps, 'ids'>) =>
    (context, _input, connector): Promise<DeliveredKey> =>
      collectKey(deps)(context, connector, null),
})
