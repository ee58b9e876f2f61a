import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { illegalArgument, indexNotFound, validationFailed } from '../http/common-errors.ts'
import { autoCreateIndex } from '../indices/system-indices.ts'
import { checkIndexName } from '../indices/check-index-name.ts'
import { copiesOf } from '../indices/index-settings.ts'
import { findTarget, refuseWildcards } from '../indices/find-target.ts'
import type { Pipelines } from '../ingest/pipelines.ts'
import { applyDynamicMapping } from '../mappings/apply-dynamic-mapping.ts'
import type { Authorizer, Principal } from '../security/principal.ts'
import type { Store } from '../store/create-store.ts'
import type { IndexRecord } from '../store/store.ts'
import { newDocumentId } from './document-id.ts'
import { documentMissing } from './document-errors.ts'
import { mergeSource } from './merge-source.ts'
import { nextVersion } from './next-version.ts'
import { parseDocument } from './parse-document.ts'
import { readSource, readUpdate } from './read-update.ts'
import { sourceText } from './show-document.ts'
import type { WriteAction, WriteOutcome } from './write-action.ts'
import type { WriteCondition } from './write-condition.ts'
import { unconditional, validateWrite } from './write-condition.ts'

/** Carries out writes for one caller; what the caller may is asked once for each index and action. */
export type Writer = (action: WriteAction) => WriteOutcome

export interface WriterParts {
  store: Store
  authorizer: Authorizer
  pipelines: Pipelines
}

const actions = {
  index: 'indices:data/write/index:op_type/index',
  create: 'indices:data/write/index:op_type/create',
  update: 'indices:data/write/update',
  delete: 'indices:data/write/delete',
} as const

/** An update reads the whole document, so nobody may do one who may see a part of it only. */
const updateOfPart = (alone: boolean): ElasticsearchException => {
  const what = alone ? 'an update request' : 'a bulk item request with update requests embedded'
  return new ElasticsearchException(
    400,
    'security_exception',
    `Can't execute ${what} if field or document level security is enabled`,
  )
}

export const createWriter = ({ store, authorizer, pipelines }: WriterParts, principal: Principal): Writer => {
  // Writes come in long rows of the same kind on the same index: what was just granted isn't asked again.
  const last = new Map<string, string>()
  const authorize = (action: string, target: string): void => {
    if (last.get(action) === target) return
    authorizer.authorize(principal, action, [target])
    last.set(action, target)
  }

  const indexFor = ({ kind, target, requireAlias, condition, alone }: WriteAction): IndexRecord => {
    const found = findTarget(store, target)
    if (requireAlias && (found === undefined || found.name === target)) {
      const why = `and [require_alias] request flag is [true] and [${target}] is not an alias`
      throw new ElasticsearchException(404, 'index_not_found_exception', `no such index [${target}] ${why}`, {
        index_uuid: '_na_',
        index: target,
      })
    }
    if (found !== undefined) return found
    if (kind === 'delete' && condition.versionType === 'internal') {
      authorize(actions.delete, target)
      if (!alone) checkIndexName(target)
      throw indexNotFound(target)
    }
    refuseWildcards('indices:admin/auto_create', target)
    authorize('indices:admin/auto_create', target)
    return autoCreateIndex(store, target)
  }

  const put = (
    index: IndexRecord,
    target: string,
    id: string,
    text: string,
    condition: WriteCondition,
  ): WriteOutcome => {
    let current = index
    const additions = applyDynamicMapping(
      index.mappings,
      { id, text, value: parseDocument(text) },
      index.settings,
    )
    if (additions !== undefined) {
      authorize('indices:admin/mapping/auto_put', target)
      current = store.updateIndex(index, { mappings: additions.mappings })
    }
    const before = store.current(current, id)
    const version = nextVersion(current, id, before, condition)
    const seqNo = store.put(current, id, version, text)
    const created = before === undefined || before.deleted
    return {
      index: current.name,
      id,
      version,
      seqNo,
      result: created ? 'created' : 'updated',
      status: created ? 201 : 200,
      copies: copiesOf(current),
    }
  }

  const remove = (index: IndexRecord, id: string, condition: WriteCondition): WriteOutcome => {
    const before = store.current(index, id)
    const version = nextVersion(index, id, before, condition)
    const seqNo = store.put(index, id, version, null)
    const existed = before !== undefined && !before.deleted
    return {
      index: index.name,
      id,
      version,
      seqNo,
      result: existed ? 'deleted' : 'not_found',
      status: existed ? 200 : 404,
      copies: copiesOf(index),
    }
  }

  const piped = (
    index: IndexRecord,
    id: string,
    text: string,
    pipeline: string | undefined,
  ): string | undefined => pipelines.run({ index, id, text, pipeline, principal })

  /** A pipeline dropped the document: nothing was written, and nothing went wrong. */
  const dropped = (index: IndexRecord, id: string): WriteOutcome => ({
    index: index.name,
    id,
    version: -3,
    seqNo: -2,
    result: 'noop',
    status: 200,
    copies: 0,
  })

  const update = (index: IndexRecord, id: string, action: WriteAction): WriteOutcome => {
    const { target, condition, alone, pipeline } = action
    if (authorizer.access(principal, actions.update, [target]).length > 0) throw updateOfPart(alone)
    const {
      doc: given,
      upsert,
      docAsUpsert,
      detectNoop,
      returned = action.returned,
    } = action.update ?? readUpdate(action.text)
    if (condition.ifSeqNo !== undefined && (docAsUpsert || upsert !== undefined)) {
      throw validationFailed('compare and write operations can not be used with upsert')
    }
    // In a bulk the pipelines see the partial document, and only where it may become the whole one.
    const partly = docAsUpsert && !alone
    const part = partly ? piped(index, id, JSON.stringify(given), pipeline) : undefined
    if (partly && part === undefined) return dropped(index, id)
    const doc = part === undefined ? given : readSource(part)
    const row = store.document(index, id)
    const show = (outcome: WriteOutcome, text: string): WriteOutcome =>
      returned === undefined ? outcome : { ...outcome, source: sourceText(text, returned) }
    if (row === undefined) {
      const fresh = docAsUpsert ? doc : upsert
      if (fresh === undefined) throw documentMissing(index, id)
      const asIs = JSON.stringify(fresh)
      const text = docAsUpsert && !alone ? asIs : piped(index, id, asIs, pipeline)
      if (text === undefined) return dropped(index, id)
      return show(put(index, target, id, text, { ...unconditional, mustCreate: true }), text)
    }
    nextVersion(index, id, { ...row, deleted: false }, condition)
    const { merged, changed } = mergeSource(readSource(row.source), doc)
    if (detectNoop && !changed) {
      const { version, seqNo } = row
      return show(
        { index: index.name, id, version, seqNo, result: 'noop', status: 200, copies: 0 },
        row.source,
      )
    }
    const text = alone ? piped(index, id, JSON.stringify(merged), pipeline) : JSON.stringify(merged)
    if (text === undefined) return dropped(index, id)
    return show(put(index, target, id, text, unconditional), text)
  }

  return (action) => {
    const { kind, target, condition } = action
    // On its own, a document needs the whole action; which kind of write it is counts in bulk only.
    if (action.alone && (kind === 'create' || kind === 'index')) authorize('indices:data/write/index', target)
    validateWrite(condition, action.id)
    const index = indexFor(action)
    const id = (action.id ??= newDocumentId())
    authorize('indices:data/write/bulk[s]', target)
    authorize(actions[kind], target)
    if (id === '') throw illegalArgument('if _id is specified it must not be empty')
    validateWrite(condition, id)
    if (kind === 'delete') return remove(index, id, condition)
    if (kind === 'update') return update(index, id, action)
    const text = piped(index, id, action.text, action.pipeline)
    if (text === undefined) return dropped(index, id)
    return put(index, target, id, text, condition)
  }
}
