import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
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

const input = z.strictObject({
  connector: connectorField,
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe('how long it holds, and each key after it; without an end when left out'),
})

interface StoredKey {
  connector: string
  apiKeyId: string
  secretId: string | null
}

const plan = (connector: Connector, days: number | undefined): Plan => ({
  headline: `Generate API key · ${connectorHeadline(connector)}`,
  changes: [
    {
      what: 'api_key_id',
      from: 'none',
      to: days === undefined ? 'a new key' : `a new key that holds for ${counted(days, 'day')}`,
    },
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
  { connector, days }: { connector: Connector; days: number | undefined },
): Promise<StoredKey> => {
  const index = indexOf(connector)
  const connectorId = connector.id
  const wanted = { step: 'issue', connectorId, index, asSecret: true, days }
  const issued = await issueKey(deps)(context, wanted)
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
  plan:
    () =>
    async (_context, { days }, connector) =>
      plan(connector, days),
  run:
    (deps: Pick<OperationDeps, 'ids'>) =>
    async (context, { days }, connector): Promise<StoredKey | DeliveredKey | null> =>
      connector.is_native ? store(deps, context, { connector, days }) : null,
  collects: (_input, connector) => !connector.is_native,
  collect:
    (deps: Pick<OperationDeps, 'ids'>) =>
    (context, { days }, connector): Promise<DeliveredKey> =>
      collectKey(deps)(context, connector, { before: null, days }),
})
