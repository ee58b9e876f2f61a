import type { SourceDocument, SourcePage } from './data-source.ts'

/** Bytes of JSON in one page, so that memory doesn't depend on the size of documents. */
export const pageBytes = 256 * 1024

/** The documents of one part in pages of bounded size; the end of the part is the caller's to tell. */
export async function* inPages(
  part: string,
  documents: AsyncIterable<SourceDocument>,
): AsyncGenerator<SourcePage> {
  let page: SourceDocument[] = []
  let bytes = 0
  for await (const document of documents) {
    page.push(document)
    bytes += document.json.length
    if (bytes < pageBytes) continue
    yield { kind: 'documents', part, documents: page }
    page = []
    bytes = 0
  }
  if (page.length > 0) yield { kind: 'documents', part, documents: page }
}
