import type { Context } from '../operations/define-operation.ts'
import type { Connector } from '../protocol/connector.ts'
import { connectorTarget } from './connector-target.ts'

/**
 * The connectors that are named by id, name or index, with commas between; each once, in the order of the names.
 * @throws PatchbayError `target.not-found` or `target.ambiguous` about the first that can't be found.
 */
export const namedConnectors = async (context: Context, named: string): Promise<Connector[]> => {
  const found = new Map<string, Connector>()
  for (const name of named.split(',').map((one) => one.trim())) {
    if (name === '') continue
    const connector = await connectorTarget.find(context, name)
    found.set(connector.id, connector)
  }
  return [...found.values()]
}
