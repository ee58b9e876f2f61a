import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { indexNotFound } from '../http/common-errors.ts'
import { longParameter } from '../http/query-parameters.ts'
import type { Request, Response, Route } from '../http/route.ts'
import { findTarget, refuseWildcards } from '../indices/find-target.ts'
import type { Authorizer } from '../security/principal.ts'
import type { Store } from '../store/create-store.ts'
import type { DocumentRow, IndexRecord } from '../store/store.ts'
import { visibilityOf, visibleRow } from '../visibility/visibility.ts'
import { versionConflict } from './document-errors.ts'
import { sourceFilter, sourceParameters } from './filter-source.ts'
import { showDocument, showMissing, sourceText } from './show-document.ts'

const action = 'indices:data/read/get'
const query = [...sourceParameters, 'realtime', 'refresh', 'preference', 'version', 'version_type']

interface Found {
  index: IndexRecord
  id: string
  row: DocumentRow | undefined
}

/** `GET` and `HEAD` of one document or of its source alone. Always realtime. */
export const createGetRoutes = (store: Store, authorizer: Authorizer): Route[] => {
  const find = ({ params, principal, query: { version } }: Request): Found => {
    const name = params['index'] ?? ''
    const id = params['id'] ?? ''
    refuseWildcards(action, name)
    const index = findTarget(store, name)
    if (index === undefined) throw indexNotFound(name)
    const visibility = visibilityOf(authorizer, index, { principal, action, expression: name })
    const row = visibleRow(store.document(index, id), index, visibility)
    if (row !== undefined && version !== undefined && longParameter({ version }, 'version') !== row.version) {
      const why = `current version [${row.version}] is different than the one provided [${version}]`
      throw versionConflict(index, id, why)
    }
    return { index, id, row }
  }

  const getDocument = (request: Request): Response => {
    const { index, id, row } = find(request)
    if (row === undefined) return { status: 404, body: showMissing(index.name, id) }
    return { status: 200, body: showDocument(index, row, sourceFilter(request.query)) }
  }

  const getSource = (request: Request): Response => {
    const { index, id, row } = find(request)
    if (row === undefined) {
      const reason = `Document not found [${index.name}]/[${id}]`
      throw new ElasticsearchException(404, 'resource_not_found_exception', reason)
    }
    return { status: 200, body: sourceText(row.source, sourceFilter(request.query)) ?? '{}' }
  }

  return (['GET', 'HEAD'] as const).flatMap((method): Route[] => [
    { method, path: '/{index}/_doc/{id}', query, action, handle: getDocument },
    { method, path: '/{index}/_source/{id}', query, action, handle: getSource },
  ])
}
