import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { IndexRecord } from '../store/store.ts'

/** A query that parses but makes no sense for an index. */
export const shardException = (
  index: IndexRecord,
  reason: string,
  cause?: { type: string; reason: string },
): ElasticsearchException =>
  new ElasticsearchException(400, 'query_shard_exception', reason, {
    index_uuid: index.uuid,
    index: index.name,
    ...(cause ? { caused_by: cause } : {}),
  })

/** The usual form of it. */
export const failedToCreate = (
  index: IndexRecord,
  reason: string,
  type = 'illegal_argument_exception',
): ElasticsearchException => shardException(index, `failed to create query: ${reason}`, { type, reason })

/** What one shard answers with when it fails. */
interface ShardFailure {
  index: string
  error: ElasticsearchException
}

const asObject = (error: ElasticsearchException): Record<string, unknown> => ({
  type: error.type,
  reason: error.reason,
  ...error.fields,
})

export const describeFailure = ({ index, error }: ShardFailure): Record<string, unknown> => ({
  shard: 0,
  index,
  node: 'local',
  reason: asObject(error),
})

/** All shards failed: the answer carries the first failure as its root cause. */
export class SearchPhaseException extends ElasticsearchException {
  readonly failures: readonly ShardFailure[]

  constructor(failures: readonly ShardFailure[]) {
    super(failures[0]?.error.status ?? 503, 'search_phase_execution_exception', 'all shards failed')
    this.failures = failures
  }

  override toBody(): unknown {
    const [first] = this.failures
    const { caused_by: _cause, ...root } = first ? asObject(first.error) : {}
    const illegal = first?.error.type === 'illegal_argument_exception' ? asObject(first.error) : undefined
    return {
      error: {
        root_cause: [root],
        type: this.type,
        reason: this.reason,
        phase: 'query',
        grouped: true,
        failed_shards: this.failures.map(describeFailure),
        ...(illegal ? { caused_by: { ...illegal, caused_by: illegal } } : {}),
      },
      status: this.status,
    }
  }
}
