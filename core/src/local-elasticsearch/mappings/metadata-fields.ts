/** Names that belong to Elasticsearch; a document can't have fields of these names at its root. */
export const METADATA_FIELDS: ReadonlySet<string> = new Set([
  '_id',
  '_index',
  '_source',
  '_routing',
  '_field_names',
  '_ignored',
  '_ignored_source',
  '_seq_no',
  '_version',
  '_tier',
  '_nested_path',
])
