import { ElasticsearchException } from '../http/elasticsearch-exception.ts'

type Query = Readonly<Record<string, string>>

const illegal = (reason: string, cause?: { type: string; reason: string }): ElasticsearchException =>
  new ElasticsearchException(
    400,
    'illegal_argument_exception',
    reason,
    cause === undefined ? {} : { caused_by: cause },
  )

/** A whole number, not below 0. */
const countParameter = (query: Query, name: string, fallback: number): number => {
  const text = query[name]
  if (text === undefined) return fallback
  if (!/^[+-]?\d{1,10}$/.test(text)) {
    throw illegal(`Failed to parse int parameter [${name}] with value [${text}]`, {
      type: 'number_format_exception',
      reason: `For input string: "${text}"`,
    })
  }
  if (Number(text) < 0) throw illegal(`Parameter [${name}] cannot be < 0`)
  return Number(text)
}

export const pageParameters = (query: Query): { from: number; size: number } => ({
  from: countParameter(query, 'from', 0),
  size: countParameter(query, 'size', 100),
})

/** The parts of `a,b`; none for an absent or empty parameter. */
export const listParameter = (query: Query, name: string): string[] =>
  (query[name] ?? '').split(',').filter((part) => part !== '')

const window = 10_000

/** Elasticsearch's own limit for paging by numbers. */
export const checkWindow = (index: string, { from, size }: { from: number; size: number }): void => {
  if (from + size > window) throw new WindowTooLarge(index, from + size)
}

class WindowTooLarge extends ElasticsearchException {
  readonly index: string

  constructor(index: string, asked: number) {
    super(
      400,
      'search_phase_execution_exception',
      `Result window is too large, from + size must be less than or equal to: [${window}] but was [${asked}]. ` +
        'See the scroll api for a more efficient way to request large data sets. ' +
        'This limit can be set by changing the [index.max_result_window] index level setting.',
    )
    this.index = index
  }

  override toBody(): unknown {
    const cause = { type: 'illegal_argument_exception', reason: this.reason }
    return {
      error: {
        root_cause: [cause],
        type: this.type,
        reason: 'all shards failed',
        phase: 'query',
        grouped: true,
        failed_shards: [{ shard: 0, index: this.index, node: 'local', reason: cause }],
        caused_by: { ...cause, caused_by: cause },
      },
      status: this.status,
    }
  }
}
