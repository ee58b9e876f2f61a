import type { Node } from '../tree/node.ts'
import { loadCore } from '../load-core.ts'
import { askTarget } from './ask-target.ts'
import { pickCluster } from './pick-cluster.ts'
import type { Services } from './services.ts'

/** The connector of a row, or the one that is chosen. */
export const pickConnector = async (
  services: Services,
  node?: Node,
): Promise<{ cluster: string; connector: string }> => {
  const cluster = await pickCluster(services, node?.cluster)
  if (node !== undefined && 'connector' in node) return { cluster, connector: node.connector.id }
  const open = await services.connections.open(cluster)
  const look = open.core.operations.find(({ name }) => name === 'connector.get')
  const { fieldsOf } = await loadCore()
  const field = look && fieldsOf(look.input).find(({ name }) => name === 'connector')
  const connector = look && field && (await askTarget(look, field, open))
  if (connector === undefined) throw new Error('connector.get names no connector.')
  return { cluster, connector }
}
