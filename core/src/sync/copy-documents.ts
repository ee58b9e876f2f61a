import type { DataSource, SourceDocument } from '../sources/data-source.ts'
import type { BulkWriter } from './bulk-writer.ts'
import type { ExistingDocuments } from './existing-documents.ts'
import { fingerprint } from './fingerprint.ts'

/** What a listing of the source came to. */
export interface Listed {
  /** Parts that were listed to their end: only these may be deleted from. */
  ended: Set<string>
  skipped: SkippedPart[]
  unchanged: number
}

/** A part that could not be listed; `expected` ones leave a sync clean. */
export interface SkippedPart {
  part: string
  reason: string
  expected: boolean
}

export interface Copying {
  source: DataSource
  writer: BulkWriter
  existing: ExistingDocuments
  /** Fields at the end of each document that is written: `,"field":value...`. */
  fields: string
  signal: AbortSignal
}

/** JSON text of the field `_patchbay`, up to where the fingerprint begins. */
const markOf = (part: string): string => `,"_patchbay":${JSON.stringify(`${part}:`).slice(0, -1)}`

/** Sends the documents of a source that are new or changed. Deletes nothing. */
export const copyDocuments = async ({
  source,
  writer,
  existing,
  fields,
  signal,
}: Copying): Promise<Listed> => {
  const listed: Listed = { ended: new Set(), skipped: [], unchanged: 0 }
  const isEmpty = existing.size === 0
  const write = (part: string, document: SourceDocument, mark: string): Promise<void> | undefined => {
    const print = fingerprint(document)
    if (!isEmpty && existing.see(document.id, part, print) === 'unchanged') {
      listed.unchanged += 1
      return undefined
    }
    return writer.index(document.id, document.json, `${mark}${print}"${fields}`)
  }
  for await (const page of source.documents({ signal })) {
    signal.throwIfAborted()
    if (page.kind === 'end') listed.ended.add(page.part)
    if (page.kind === 'skipped') {
      listed.skipped.push({ part: page.part, reason: page.reason, expected: page.expected })
    }
    if (page.kind !== 'documents') continue
    const mark = markOf(page.part)
    for (const document of page.documents) {
      const full = write(page.part, document, mark)
      if (full !== undefined) await full
    }
  }
  await writer.flush()
  return listed
}
