import type { Client } from '@elastic/elasticsearch'
import { PatchbayError } from '../errors.ts'
import { connectorLabel } from '../steps/connector-target.ts'
import { connectorOfIndex } from '../steps/free-index-name.ts'

/** @throws PatchbayError `connector.index-taken` when a connector other than `except` writes to the index. */
export const requireFreeIndex = async (es: Client, index: string, except?: string): Promise<void> => {
  const owner = await connectorOfIndex(es, index, except)
  if (owner === undefined) return
  throw new PatchbayError(
    'connector.index-taken',
    `The connector "${connectorLabel(owner)}" has the index "${index}" already.`,
    {
      field: 'indexName',
      next: "Choose another index: two connectors in one index would delete each other's documents.",
    },
  )
}
