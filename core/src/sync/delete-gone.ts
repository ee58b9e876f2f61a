import { PatchbayError } from '../errors.ts'
import type { BulkWriter } from './bulk-writer.ts'
import type { Listed } from './copy-documents.ts'
import type { ExistingDocuments } from './existing-documents.ts'

/** So many documents may always be deleted, whatever their share. */
const aHandful = 10

export interface Deleting {
  writer: BulkWriter
  existing: ExistingDocuments
  listed: Listed
  /** Documents without our mark count as the connector's own. */
  strangersAreOurs: boolean
  maxDeletedShare: number
}

/**
 * Deletes what the source no longer has, in parts that were listed to their end. Documents of other parts and strangers
 * stay. Strangers that are ours belong to no part that is known, so they go only when every part was listed.
 * @throws PatchbayError `sync.failed` when more would be deleted than may be; then nothing is.
 */
export const deleteGone = async ({
  writer,
  existing,
  listed,
  strangersAreOurs,
  maxDeletedShare,
}: Deleting): Promise<void> => {
  const everyPart = listed.skipped.every(({ expected }) => expected)
  const mayGo = (part: string | undefined): boolean =>
    part === undefined ? strangersAreOurs && everyPart : listed.ended.has(part)
  let gone = 0
  for (const { part } of existing.unseen()) if (mayGo(part)) gone += 1

  const ours = existing.size - (strangersAreOurs ? 0 : existing.strangers)
  if (gone > aHandful && gone > ours * maxDeletedShare) {
    const share = Math.round(maxDeletedShare * 100)
    throw new PatchbayError(
      'sync.failed',
      `This sync would delete ${gone} of ${ours} documents, more than ${share} %, so it deleted none.`,
      { next: 'Look at the data source; if it is right, raise maxDeletedShare of the worker for one sync.' },
    )
  }
  for (const document of existing.unseen()) if (mayGo(document.part)) await writer.delete(document)
  await writer.flush()
}
