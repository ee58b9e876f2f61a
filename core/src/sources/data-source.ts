/**
 * The contract of a data source: one folder per service type, each held to the same conformance suite
 * (`testing/data-source-conformance.ts`). A source reads; it never sees Elasticsearch.
 */
export interface DataSource {
  /** Throws a PatchbayError `source.unreachable` or `source.refused` in one sentence with the fix. */
  ping(signal: AbortSignal): Promise<void>
  /**
   * Every document, in pages, part by part (table, bucket, folder). A part may be deleted from only after its own
   * `end` came; a part that could not be listed ends with `skipped` and keeps its documents. Throws when the source
   * as a whole fails; then nothing may be deleted.
   */
  documents(request: DocumentsRequest): AsyncGenerator<SourcePage>
  close(): Promise<void>
}

export interface DocumentsRequest {
  signal: AbortSignal
}

export type SourcePage =
  | { kind: 'documents'; part: string; documents: readonly SourceDocument[] }
  /** The part was listed to its end. */
  | { kind: 'end'; part: string }
  /**
   * The part was not, or not wholly, listed. `expected`: it never can be, as it is made (a view without a key, a link
   * that leaves the folder), so that a sync with it is still clean.
   */
  | { kind: 'skipped'; part: string; reason: string; expected: boolean }

export interface SourceDocument {
  /** The document's id in the content index: that of Elastic's service for this service type. At most 512 bytes. */
  id: string
  /**
   * The document's JSON object in UTF-8, `id` included, `_timestamp` where the source knows one; serialised once,
   * here, and never parsed again on its way into the bulk body. One line, not empty. Valid until the next page is
   * asked for.
   */
  json: Buffer
  /** What tells a change, where the JSON holds more than that (the time of the last access). Default: the JSON. */
  basis?: string
}

/** What a source's folder exports, and what the registry is made of. */
export interface DataSourceDefinition {
  serviceType: string
  /** True when documents carry `_timestamp`; otherwise they get the time at which they were found changed. */
  timestamps: boolean
  /**
   * Checks values beyond the catalogue's own rules (types, required, options), without any network.
   * @throws PatchbayError `configuration.invalid` with the field.
   */
  validate(values: ConfigurationValues): void
  /** Opens nothing yet: connections are made on first use. */
  open(values: ConfigurationValues): DataSource
}

/** Configuration values by key, defaults filled in, lists as arrays. */
export type ConfigurationValues = Readonly<Record<string, unknown>>
