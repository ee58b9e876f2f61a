import { newDocumentId } from '../documents/document-id.ts'
import { nextVersion } from '../documents/next-version.ts'
import { readSource } from '../documents/read-update.ts'
import { unconditional } from '../documents/write-condition.ts'
import { autoCreateIndex } from '../indices/system-indices.ts'
import type { Store } from '../store/create-store.ts'
import type { DocumentRow } from '../store/store.ts'
import { DocumentProjection } from './document-projection.ts'
import type { DocumentStore, StoredDocument } from './document-store.ts'
import { compareBy, matchesQuery } from './match-fields.ts'

const stored = ({ id, seqNo, source }: DocumentRow): StoredDocument => ({
  id,
  seqNo,
  primaryTerm: 1,
  source: readSource(source),
})

/** The Connector APIs' port on local Elasticsearch's own store. A write is on disk before its request is answered. */
export const storeDocuments = (store: Store): DocumentStore => {
  let projections = new Map<string, DocumentProjection>()
  store.onRollback(() => (projections = new Map()))
  const projectionOf = (uuid: string): DocumentProjection => {
    const projection = projections.get(uuid) ?? new DocumentProjection()
    projections.set(uuid, projection)
    return projection
  }

  return {
    async get(name, id) {
      const index = store.index(name)
      const row = index && store.document(index, id)
      return row && stored(row)
    },
    async put(name, { id = newDocumentId(), source, if: condition }) {
      const index = store.index(name) ?? autoCreateIndex(store, name)
      const current = store.current(index, id)
      const version = nextVersion(index, id, current, {
        ...unconditional,
        ifSeqNo: condition?.seqNo,
        ifPrimaryTerm: condition?.primaryTerm,
      })
      store.put(index, id, version, JSON.stringify(source))
      return { id, result: current === undefined || current.deleted ? 'created' : 'updated' }
    },
    async delete(name, id) {
      const index = store.index(name)
      const current = index && store.current(index, id)
      if (index === undefined || current === undefined || current.deleted) return false
      store.put(index, id, current.version + 1, null)
      return true
    },
    async search(name, query) {
      const index = store.index(name)
      if (index === undefined) return { total: 0, documents: [] }
      const compare = compareBy(query.sort)
      const found = [...projectionOf(index.uuid).rows(store, index)]
        .filter(([, fields]) => matchesQuery(fields, query))
        .toSorted(([, a], [, b]) => compare(a, b))
      const documents = found.slice(query.from, query.from + query.size).flatMap(([id]) => {
        const row = store.document(index, id)
        return row === undefined ? [] : [stored(row)]
      })
      return { total: found.length, documents }
    },
    exists: async (name) => store.index(name) !== undefined,
  }
}
