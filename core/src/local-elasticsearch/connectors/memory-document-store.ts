import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { DocumentStore, StoreQuery, StoredDocument } from './document-store.ts'

const valueAt = (source: Record<string, unknown>, path: string): unknown => {
  let value: unknown = source
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Object.entries(value).find(([key]) => key === part)?.[1]
  }
  return value
}

const textAt = (source: Record<string, unknown>, path: string): string | undefined => {
  const value = valueAt(source, path)
  return typeof value === 'string' ? value : undefined
}

const matches = ({ source }: StoredDocument, { terms, not = [], like }: StoreQuery): boolean => {
  const includes = (field: string, text: string) => textAt(source, field)?.includes(text) ?? false
  const hasWord = (field: string, text: string) =>
    (textAt(source, field) ?? '')
      .toLowerCase()
      .split(/\W+/)
      .some((word) => word.includes(text))
  return (
    terms.every(({ field, values }) => values.some((value) => value === valueAt(source, field))) &&
    not.every(({ field, value }) => valueAt(source, field) !== value) &&
    (like === undefined ||
      like.keyword.some((field) => includes(field, like.text)) ||
      like.words.some((field) => hasWord(field, like.text)))
  )
}

const bySort =
  ({ field, order, missing }: StoreQuery['sort']) =>
  (a: StoredDocument, b: StoredDocument): number => {
    const [x, y] = [textAt(a.source, field), textAt(b.source, field)]
    if (x === undefined || y === undefined) {
      const last = missing === '_last' ? 1 : -1
      return x === y ? a.seqNo - b.seqNo : x === undefined ? last : -last
    }
    const compared = x < y ? -1 : x > y ? 1 : 0
    return order === 'asc' ? compared || a.seqNo - b.seqNo : -compared || b.seqNo - a.seqNo
  }

/** The port in memory, for tests. `beforePut` may stand in for another writer. */
export const createMemoryDocumentStore = (beforePut: () => void = () => undefined): DocumentStore => {
  const indices = new Map<string, Map<string, StoredDocument>>()
  let nextSeqNo = 0
  let nextId = 1
  return {
    get: async (index, id) => structuredClone(indices.get(index)?.get(id)),
    put: async (index, { id = `auto-${nextId++}`.padEnd(20, '-'), source, if: condition }) => {
      beforePut()
      const documents = indices.get(index) ?? new Map<string, StoredDocument>()
      indices.set(index, documents)
      const before = documents.get(id)
      if (condition !== undefined && before?.seqNo !== condition.seqNo) {
        throw new ElasticsearchException(
          409,
          'version_conflict_engine_exception',
          `[${id}]: version conflict`,
        )
      }
      documents.set(id, { id, source: structuredClone(source), seqNo: nextSeqNo++, primaryTerm: 1 })
      return { id, result: before === undefined ? 'created' : 'updated' }
    },
    delete: async (index, id) => indices.get(index)?.delete(id) ?? false,
    search: async (index, query) => {
      const found = [...(indices.get(index)?.values() ?? [])]
        .filter((document) => matches(document, query))
        .toSorted(bySort(query.sort))
      return {
        total: found.length,
        documents: structuredClone(found.slice(query.from, query.from + query.size)),
      }
    },
    exists: async (index) => indices.has(index),
  }
}
