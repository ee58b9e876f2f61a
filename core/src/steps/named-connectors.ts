import type { Context, TargetKind } from '../operations/define-operation.ts'
import { type Connector, connectorSchema } from '../protocol/connector.ts'
import { connectorLabel, connectorTarget } from './connector-target.ts'

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

/**
 * Several connectors as the target of one run. In the log stand their ids, so that a vote is for these alone; of those
 * that are gone when it goes on, nothing but the id is known.
 */
export const connectorsTarget = (
  find: (context: Context, named: string) => Promise<Connector[]>,
): TargetKind<Connector[]> => ({
  noun: 'connector',
  field: 'connectors',
  find,
  gone: (ids) => ids.split(',').map((id) => connectorSchema.parse({ id })),
  id: (connectors) => connectors.map(({ id }) => id).join(','),
  label: (connectors) => connectors.map(connectorLabel).join(', ').slice(0, 200),
  facts: ([one, ...others]) => (one === undefined || others.length > 0 ? {} : connectorTarget.facts(one)),
})
