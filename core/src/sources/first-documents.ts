import type { DataSource, DocumentsPage, DocumentsRequest, SourceDocument } from './data-source.ts'
import { wholeJson } from './whole-json.ts'

/** The beginning of a listing. */
export interface FirstDocuments {
  /** In an own copy: they outlive their page. */
  documents: { id: string; part: string; json: Buffer }[]
  /** Parts that could not be listed, as far as it came. */
  skipped: { part: string; reason: string }[]
}

const copyOf = ({ id, json }: SourceDocument, page: DocumentsPage) => ({
  id,
  part: page.part,
  json: Buffer.from(wholeJson(json, page)),
})

/** The first documents that a source lists, at most so many; reads no further than that. */
export const firstDocuments = async (
  source: Pick<DataSource, 'documents'>,
  request: DocumentsRequest,
  most: number,
): Promise<FirstDocuments> => {
  const first: FirstDocuments = { documents: [], skipped: [] }
  for await (const page of source.documents(request)) {
    if (page.kind === 'skipped' && !page.expected)
      first.skipped.push({ part: page.part, reason: page.reason })
    if (page.kind !== 'documents') continue
    for (const document of page.documents.slice(0, most - first.documents.length))
      first.documents.push(copyOf(document, page))
    if (first.documents.length >= most) break
  }
  return first
}
