import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { IndexRecord } from '../store/store.ts'

const place = (index: IndexRecord): Record<string, string> => ({
  index_uuid: index.uuid,
  shard: '0',
  index: index.name,
})

export const versionConflict = (index: IndexRecord, id: string, why: string): ElasticsearchException =>
  new ElasticsearchException(
    409,
    'version_conflict_engine_exception',
    `[${id}]: version conflict, ${why}`,
    place(index),
  )

export const documentMissing = (index: IndexRecord, id: string): ElasticsearchException =>
  new ElasticsearchException(404, 'document_missing_exception', `[${id}]: document missing`, place(index))
