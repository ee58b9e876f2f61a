import { ElasticsearchException } from '../http/elasticsearch-exception.ts'

/** Primary result codes of SQLite, as far as they mean something here. */
export const sqliteCodes = { busy: 5, ioError: 10, corrupt: 11, full: 13, notADatabase: 26 } as const

/** True for an error of SQLite with this primary result code. */
export const isSqliteError = (error: unknown, code: number): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  (error.errcode & 0xff) === code

/** Elasticsearch's answer for a write that the disk refused, or undefined for any other error. */
export const storageException = (error: unknown): ElasticsearchException | undefined => {
  if (isSqliteError(error, sqliteCodes.full)) {
    return new ElasticsearchException(
      429,
      'cluster_block_exception',
      'blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];' +
        ' the disk that holds the data directory is full, nothing of this request was kept',
    )
  }
  if (isSqliteError(error, sqliteCodes.ioError)) {
    const reason = 'the disk that holds the data directory failed to write, nothing of this request was kept'
    return new ElasticsearchException(503, 'translog_exception', reason)
  }
  return undefined
}
