import type { Pipelines } from './pipelines.ts'

/**
 * The pipeline that every Elasticsearch has for connectors. This one removes what workers add for it; it extracts no
 * text of attachments, for which local Elasticsearch has no processor.
 */
const name = 'search-default-ingestion'
const helpers = ['_extract_binary_content', '_reduce_whitespace', '_run_ml_inference']

export const ensureDefaultIngestion = (pipelines: Pipelines): void => {
  if (pipelines.body(name) !== undefined) return
  pipelines.put(name, {
    description: 'Default ingest pipeline of connectors, without the extraction of attachments',
    _meta: { managed: true },
    processors: [{ remove: { field: helpers, ignore_missing: true } }],
  })
}
