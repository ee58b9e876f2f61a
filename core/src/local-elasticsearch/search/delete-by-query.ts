import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Request, Response } from '../http/route.ts'
import type { IndexRecord } from '../store/store.ts'
import { BodyFault } from './body-fault.ts'
import { illegalArgument, toInteger } from './body-values.ts'
import { parseBody } from './parse-body.ts'
import { parseQuery } from './parse-query.ts'
import type { Query } from './query.ts'
import type { Target } from './entry.ts'
import { matchesOf } from './run-search.ts'
import type { SearchDeps } from './search-deps.ts'
import { invalidRequest } from './search-request.ts'

const DEFAULT_BATCH = 1000

interface Deletion {
  index: IndexRecord
  id: string
  seqNo: number
}

const parse = (text: string): { query: Query; maxDocs: number | undefined } =>
  parseBody(text, (body) => {
    const unknown = Object.keys(body).find((key) => key !== 'query' && key !== 'max_docs')
    if (unknown !== undefined)
      throw new BodyFault(`request does not support [${unknown}]`, [unknown], { at: 'key' })
    if (body['query'] === undefined) throw invalidRequest('query is missing')
    const maxDocs = body['max_docs'] === undefined ? undefined : toInteger(body['max_docs'])
    return { query: parseQuery(body['query'], ['query']), maxDocs }
  })

const conflictOf = (store: SearchDeps['store'], { index, id, seqNo }: Deletion): Record<string, unknown> => {
  const current = store.document(index, id)?.seqNo
  const reason =
    `[${id}]: version conflict, required seqNo [${seqNo}], primary term [1]. ` +
    (current === undefined
      ? 'but no document was found'
      : `current document has seqNo [${current}] and primary term [1]`)
  const cause = {
    type: 'version_conflict_engine_exception',
    reason,
    index_uuid: index.uuid,
    shard: '0',
    index: index.name,
  }
  return { index: index.name, id, cause, status: 409 }
}

/** Deletes what matches now; a document that changes before its turn is a conflict. */
export const deleteByQuery = async (
  { store, deleteDocument, now }: Pick<SearchDeps, 'store' | 'deleteDocument' | 'now'>,
  { targets, trim }: { targets: readonly Target[]; trim: () => void },
  request: Request,
): Promise<Response> => {
  const started = performance.now()
  const { query, maxDocs } = parse(await request.text())
  const {
    conflicts: onConflict = 'abort',
    wait_for_completion: wait,
    scroll_size: scrollSize,
    max_docs: maxParameter,
  } = request.query
  if (onConflict !== 'abort' && onConflict !== 'proceed') {
    throw illegalArgument(`conflicts may only be "proceed" or "abort" but was [${onConflict}]`)
  }
  if (wait === 'false')
    throw illegalArgument(
      '[wait_for_completion=false] is not known to local Elasticsearch: there are no tasks.',
    )
  const batch = scrollSize === undefined ? DEFAULT_BATCH : toInteger(scrollSize)
  const found: Deletion[] = targets.flatMap((target) => {
    const { index, reader } = target
    const { bits } = matchesOf(query, target, now())
    return [...bits].flatMap((bit, slot) =>
      bit === 1 ? [{ index, id: reader.id(slot), seqNo: reader.seqNo(slot) }] : [],
    )
  })
  trim()
  const deletions = found.slice(0, maxParameter === undefined ? maxDocs : toInteger(maxParameter))
  const failures: Record<string, unknown>[] = []
  let [deleted, versionConflicts, batches] = [0, 0, 0]
  for (let from = 0; from < deletions.length && failures.length === 0; from += batch) {
    batches++
    for (const deletion of deletions.slice(from, from + batch)) {
      if (deleteDocument(deletion.index, deletion.id, deletion.seqNo)) deleted++
      else {
        versionConflicts++
        if (onConflict === 'abort') failures.push(conflictOf(store, deletion))
      }
    }
    // Other requests get their turn between the batches.
    await nextTurn()
  }
  const body = {
    took: Math.round(performance.now() - started),
    timed_out: false,
    total: deletions.length,
    deleted,
    batches,
    version_conflicts: versionConflicts,
    noops: 0,
    retries: { bulk: 0, search: 0 },
    throttled_millis: 0,
    requests_per_second: -1,
    throttled_until_millis: 0,
    failures,
  }
  return { status: failures.length > 0 ? 409 : 200, body }
}
