import { findConnector } from '../elasticsearch/find-connector.ts'
import { hasStatus } from '../errors.ts'
import type { TargetFacts, TargetKind } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { ensurePrivileges } from '../privileges/ensure-privileges.ts'
import { isShellWord } from '../lib/is-shell-word.ts'
import { type Connector, connectorSchema } from '../protocol/connector.ts'

/** What people call a connector: its name, else its index, else its id. */
export const connectorLabel = ({
  id,
  name,
  index_name: index,
}: Pick<Connector, 'id' | 'name' | 'index_name'>): string => name || index || id

/** A connector as a command that people copy names it: what it is called where a shell takes that as one word, else its id. */
export const connectorWord = (connector: Pick<Connector, 'id' | 'name' | 'index_name'>): string => {
  const label = connectorLabel(connector)
  return isShellWord(label) ? label : connector.id
}

/** A connector as a headline names it: `products (postgresql, managed)`. */
export const connectorHeadline = (connector: Connector): string => {
  const kind = connector.is_native ? 'managed' : 'self-managed'
  return `${connectorLabel(connector)} (${connector.service_type ?? 'no service type'}, ${kind})`
}

/** What policy rules match a connector by. */
export const connectorFacts = (
  connector: Pick<Connector, 'id' | 'name' | 'index_name' | 'service_type'>,
): TargetFacts => ({
  connectorId: connector.id,
  connectorName: connectorLabel(connector),
  ...(connector.service_type == null ? {} : { serviceType: connector.service_type }),
})

/** The target of every operation on one connector, found by id, exact name or index. */
export const connectorTarget: TargetKind<Connector> = {
  noun: 'connector',
  field: 'connector',
  find: async ({ es, session, cluster }, value) => {
    try {
      return await findConnector(es, value)
    } catch (error) {
      // Who may not even look is told which privilege that needs.
      if (hasStatus(error, 403)) {
        const operation = { name: 'connector.get', title: 'Look at connectors' }
        await ensurePrivileges(session, { operation, required: toReadConnectors(cluster.version) })
      }
      throw error
    }
  },
  gone: (id, label) => connectorSchema.parse({ id, name: label }),
  id: ({ id }) => id,
  label: connectorLabel,
  facts: connectorFacts,
}
