import { getConnector } from '../elasticsearch/get-connector.ts'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { PatchbayError } from '../errors.ts'
import { mapAhead } from '../lib/map-ahead.ts'
import type { Context, TargetKind } from '../operations/define-operation.ts'
import { type Connector, connectorSchema, type ConnectorSummary } from '../protocol/connector.ts'
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

/** How many are read at once, each by itself. */
const ahead = 8

/**
 * Every connector that is like this. Lists hold no configuration and are a second behind, so each is read by itself
 * too, and looked at again.
 */
export const connectorsLike = async (
  { es }: Context,
  is: (connector: ConnectorSummary) => boolean,
): Promise<Connector[]> => {
  const { items } = await listConnectors(es, {}, { from: 0, size: 10_000 })
  const ids = items.filter(is).map(({ id }) => id)
  const found: Connector[] = []
  for await (const connector of mapAhead(ids, ahead, (id) => getConnector(es, id)))
    if (connector !== undefined && is(connector)) found.push(connector)
  return found
}

/**
 * As many as one run carries.
 * @throws PatchbayError `input.invalid` with the field, for none or too many.
 */
export const requireCount = (
  count: number,
  { field, most, none, many }: { field: string; most: number; none?: string; many?: string },
): void => {
  if (count > 0 && count <= most) return
  throw new PatchbayError('input.invalid', `${field}: name 1 to ${most}, got ${count}.`, {
    field,
    next: count === 0 ? (none ?? '`patchbay connector list` shows them all.') : (many ?? 'Name fewer.'),
  })
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
