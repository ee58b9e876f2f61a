import type { Pipelines } from './pipelines.ts'

/**
 * The pipeline that every Elasticsearch has for connectors. This one extracts no text of attachments, for which local
 * Elasticsearch has no processor: it says so in the document, and keeps the attachment out of the index as well.
 */
const name = 'search-default-ingestion'
const helpers = [
  '_attachment',
  '_attachment_indexed_chars',
  '_extracted_attachment',
  '_extract_binary_content',
  '_reduce_whitespace',
  '_run_ml_inference',
]
const reduces = 'ctx?._reduce_whitespace == true'

const body = {
  description: 'Default ingest pipeline of connectors, without the extraction of attachments',
  _meta: { managed: true },
  processors: [
    {
      append: {
        if: 'ctx?._extract_binary_content == true && ctx?._attachment != null',
        field: '_ingestion_errors',
        value: 'local Elasticsearch extracts no text from attachments',
      },
    },
    {
      gsub: {
        if: reduces,
        field: 'body',
        pattern: '\\s+',
        replacement: ' ',
        ignore_missing: true,
        ignore_failure: true,
      },
    },
    { trim: { if: reduces, field: 'body', ignore_missing: true, ignore_failure: true } },
    { remove: { field: helpers, ignore_missing: true } },
  ],
}

export const ensureDefaultIngestion = (pipelines: Pipelines): void => {
  // An earlier version of it, in an old data directory, is replaced.
  if (JSON.stringify(pipelines.body(name)) !== JSON.stringify(body)) pipelines.put(name, body)
}
