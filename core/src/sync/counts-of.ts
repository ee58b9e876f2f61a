import type { Written } from './written.ts'

const mebibyte = 1024 * 1024

/** The official counts of a job. Volume is in whole MiB of JSON, rounded up, so that a little is not nothing. */
export const countsOf = ({ indexed, deleted, jsonBytes }: Written) => ({
  indexed_document_count: indexed,
  deleted_document_count: deleted,
  indexed_document_volume: Math.ceil(jsonBytes / mebibyte),
})
