import type { Client } from '@elastic/elasticsearch'
import { inspectIndex } from '../elasticsearch/inspect-index.ts'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { PatchbayError } from '../errors.ts'
import type { Ids } from '../deps.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'

const tries = 20

/** The connector that has an index, other than `except`; a connector has at most one and an index at most one. */
export const connectorOfIndex = async (
  es: Client,
  indexName: string,
  except?: string,
): Promise<ConnectorSummary | undefined> => {
  const { items } = await listConnectors(es, { indexName }, { from: 0, size: 2 })
  return items.find(({ id }) => id !== except)
}

/** Four characters that make a name another one. */
export const suffix = ({ random }: Pick<Ids, 'random'>): string =>
  Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0')

/**
 * `base` when no index, alias or connector has that name, else `base` with four characters more.
 * @throws PatchbayError `connector.index-taken` when twenty of them are taken.
 */
export const freeIndexName = async (es: Client, base: string, ids: Pick<Ids, 'random'>): Promise<string> => {
  for (let n = 0; n <= tries; n += 1) {
    const name = n === 0 ? base : `${base}-${suffix(ids)}`
    if ((await inspectIndex(es, name)) === undefined && (await connectorOfIndex(es, name)) === undefined)
      return name
  }
  throw new PatchbayError('connector.index-taken', `Every name tried after "${base}" is taken.`, {
    field: 'indexName',
    next: 'Choose an index name yourself.',
  })
}
