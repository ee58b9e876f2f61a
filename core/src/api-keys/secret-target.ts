import { z } from 'zod'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import type { TargetKind } from '../operations/define-operation.ts'
import type { JsonObject } from '../lib/json.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { allOf, type Required } from '../privileges/required.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'
import { knowsPrivilege } from '../protocol/privilege-names.ts'
import { connectorFacts, connectorLabel } from '../steps/connector-target.ts'

/** A connector secret and the connectors that name it: there is no list of secrets, only of who names them. */
export interface NamedSecret {
  id: string
  usedBy: ConnectorSummary[]
}

export const secretField = z
  .string()
  .trim()
  .min(1)
  .max(512)
  .regex(/^[^\p{Cc}\p{Bidi_Control}/]+$/u, 'must be an id, without "/" and control characters')
  .describe('id of the connector secret')

/** What a vote is for: who is hit when the secret changes. */
export const secretBasis = ({ id, usedBy }: NamedSecret): JsonObject => ({
  id,
  usedBy: usedBy.map((connector) => connector.id).toSorted(),
})

export const secretTarget: TargetKind<NamedSecret> = {
  noun: 'connector secret',
  field: 'secret',
  find: async ({ es }, id) => {
    const { items } = await listConnectors(es, {}, { from: 0, size: 10_000 })
    return { id, usedBy: items.filter((connector) => connector.api_key_secret_id === id) }
  },
  id: ({ id }) => id,
  label: ({ id }) => id,
  // Rules about a connector hold for the secret that it alone names.
  facts: ({ usedBy: [one, ...others] }) =>
    one === undefined || others.length > 0 ? {} : connectorFacts(one),
}

/** To change connector secrets, and to see who names them. */
export const toChangeSecrets = (version: string): Required =>
  allOf(toManageConnectors(version), {
    cluster: knowsPrivilege(version, 'write_connector_secrets') ? ['write_connector_secrets'] : [],
    index: [],
  })

/** The connectors that name it, with what changes for them: one line each. */
export const userWarnings = ({ usedBy }: NamedSecret, what: string): string[] =>
  usedBy.map(
    (connector) =>
      `${connectorLabel(connector)} (${connector.is_native ? 'managed' : 'self-managed'}) names it: ${connector.is_native ? what : 'nobody reads it for a self-managed connector'}`,
  )
