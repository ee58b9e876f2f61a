import type { SourceDocument, SourcePage } from './data-source.ts'
import { PageMeasure } from './page-measure.ts'

/** The documents of one part in pages of bounded size; the end of the part is the caller's to tell. */
export async function* inPages(
  part: string,
  documents: AsyncIterable<SourceDocument>,
  measure = new PageMeasure(),
): AsyncGenerator<SourcePage> {
  let page: SourceDocument[] = []
  for await (const document of documents) {
    page.push(document)
    if (!measure.completes(document.json.length)) continue
    yield { kind: 'documents', part, documents: page }
    page = []
  }
  if (page.length > 0) yield { kind: 'documents', part, documents: page }
}
