import type { Client } from '@elastic/elasticsearch'
import { PatchbayError } from '../errors.ts'
import { nearest } from '../lib/nearest.ts'
import type { Connector, ConnectorSummary } from '../protocol/connector.ts'
import { getConnector } from './get-connector.ts'
import { listConnectors } from './list-connectors.ts'

const inList = ({ id, name, index_name: index }: ConnectorSummary): string =>
  `${id} (${name ?? 'no name'}, ${index ?? 'no index'})`

const ambiguous = (value: string, found: readonly ConnectorSummary[]): PatchbayError =>
  new PatchbayError(
    'target.ambiguous',
    `"${value}" names ${found.length} connectors: ${found.slice(0, 10).map(inList).join(', ')}.`,
    { field: 'connector', next: 'Use the id of the one that you mean.' },
  )

const notFound = async (es: Client, value: string): Promise<PatchbayError> => {
  const { items } = await listConnectors(es, {}, { from: 0, size: 1000 })
  const names = items
    .flatMap(({ id, name, index_name: index }) => [name, index, id])
    .filter((name) => name != null)
  const close = nearest(value, names)
  const next = '`patchbay connector list` shows them all.'
  return new PatchbayError('target.not-found', `There is no connector "${value.slice(0, 200)}".`, {
    field: 'connector',
    next: close === undefined ? next : `Did you mean "${close}"? ${next}`,
  })
}

/**
 * Finds a connector by its id, else by its exact name, else by its index, and reads it whole.
 * @throws PatchbayError `target.not-found` with the nearest name, `target.ambiguous` with the list.
 */
export const findConnector = async (es: Client, value: string): Promise<Connector> => {
  const byId = await getConnector(es, value)
  if (byId !== undefined) return byId
  const { items } = await listConnectors(es, { called: value })
  const named = items.filter((item) => item.name === value)
  const found = named.length > 0 ? named : items
  if (found.length > 1) throw ambiguous(value, found)
  const [one] = found
  const connector = one && (await getConnector(es, one.id))
  if (connector === undefined) throw await notFound(es, value)
  return connector
}
