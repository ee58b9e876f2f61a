import type { JsonObject } from '../lib/json.ts'
import type { SourceDocument, SourcePage } from './data-source.ts'
import { PageMeasure } from './page-measure.ts'

/** What a walk through folders comes to: a document, or something that was not read, and why. */
export type TreeItem =
  | { path: string; document: SourceDocument }
  | { part: string; reason: string; expected: boolean }

interface TreeListing {
  signal: AbortSignal
  /** Its beginning was an earlier listing's. */
  isResumed: boolean
  checkpointAt: (path: string) => JsonObject
}

/**
 * The documents of a folder in pages; after each page the walk can go on from its last path. One thing that could not be
 * read leaves its document in doubt, and with it which documents may go.
 */
export async function* treePages(
  part: string,
  items: AsyncIterable<TreeItem>,
  { signal, isResumed, checkpointAt }: TreeListing,
): AsyncGenerator<SourcePage> {
  let page: SourceDocument[] = []
  const measure = new PageMeasure()
  let isWhole = true
  for await (const item of items) {
    if (!('document' in item)) {
      isWhole &&= item.expected
      yield { kind: 'skipped', ...item }
      continue
    }
    page.push(item.document)
    if (!measure.completes(item.document.json.length)) continue
    yield { kind: 'documents', part, documents: page }
    yield { kind: 'checkpoint', at: checkpointAt(item.path) }
    page = []
  }
  if (page.length > 0) yield { kind: 'documents', part, documents: page }
  signal.throwIfAborted()
  yield isWhole
    ? { kind: 'end', part, ...(isResumed && { resumed: true }) }
    : { kind: 'skipped', part, reason: 'some of it could not be read', expected: false }
}
