import type { Update } from './read-update.ts'
import type { SourceFilter } from './filter-source.ts'
import type { WriteCondition } from './write-condition.ts'

/** One write as it was asked for, by a document call or a line of a bulk. */
export interface WriteAction {
  kind: 'index' | 'create' | 'update' | 'delete'
  /** The name of an index or alias, as sent. */
  target: string
  /** Undefined: an automatic one, noted here when it is made. */
  id: string | undefined
  /** The document, or the body of an update, as JSON text; empty for a delete. */
  text: string
  /** The body of an update, when it was read before. */
  update?: Update
  condition: WriteCondition
  /** Undefined: what the index says; `_none`: no default pipeline. */
  pipeline: string | undefined
  requireAlias: boolean
  /** What of the source an update answers with. */
  returned: SourceFilter | undefined
  /** An update by its own call runs the pipelines over the merged document; in a bulk only over an upsert. */
  alone: boolean
}

export interface WriteOutcome {
  /** The concrete index. */
  index: string
  id: string
  version: number
  seqNo: number
  result: 'created' | 'updated' | 'deleted' | 'not_found' | 'noop'
  status: number
  /** Copies that the write counts for, those that don't exist included. */
  copies: number
  /** The source after an update, as JSON text, where it was asked for. */
  source?: string | undefined
}

/** The outcome as the inside of a JSON object. */
export const showOutcome = (outcome: WriteOutcome, forcedRefresh: boolean): string => {
  const { index, id, version, seqNo, result, copies, source } = outcome
  const written = result !== 'noop'
  const refresh = forcedRefresh && written ? '"forced_refresh":true,' : ''
  const shards = written
    ? `{"total":${copies},"successful":1,"failed":0}`
    : '{"total":0,"successful":0,"failed":0}'
  const get =
    source === undefined
      ? ''
      : `,"get":{"_seq_no":${seqNo},"_primary_term":1,"found":true,"_source":${source}}`
  return (
    `"_index":${JSON.stringify(index)},"_id":${JSON.stringify(id)},"_version":${version},"result":"${result}",` +
    `${refresh}"_shards":${shards},"_seq_no":${seqNo},"_primary_term":1${get}`
  )
}
