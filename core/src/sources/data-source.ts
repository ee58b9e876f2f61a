import type { LookupFunction } from 'node:net'
import type { Json, JsonObject } from '../lib/json.ts'
import type { SyncRule } from '../protocol/sync-rules.ts'

/**
 * The contract of a data source: one folder per service type, each held to the same conformance suite
 * (`testing/data-source-conformance.ts`). A source reads; it never sees Elasticsearch.
 */
export interface DataSource {
  /** Throws a PatchbayError `source.unreachable` or `source.refused` in one sentence with the fix. */
  ping(signal: AbortSignal): Promise<void>
  /**
   * Whether all is there that the configuration names. A sync doesn't ask it: it reads the rest. Absent where `ping`
   * looks already. Throws like `ping`.
   */
  checkNames?(signal: AbortSignal): Promise<void>
  /**
   * Every document, in pages, part by part (table, bucket, folder). A part may be deleted from only after its own
   * `end` came; a part that could not be listed ends with `skipped` and keeps its documents. Throws when the source
   * as a whole fails; then nothing may be deleted.
   */
  documents(request: DocumentsRequest): AsyncGenerator<SourcePage>
  /**
   * Documents that are new or changed since a cursor, for incremental syncs; some may come that are not. What is gone
   * isn't told: that is for full syncs. Absent where the source can't.
   * @throws PatchbayError `source.refused` for a cursor that it can't go on from.
   */
  changes?(request: ChangesRequest): AsyncGenerator<SourcePage>
  /**
   * Everybody whom a document may name in `access`, in pages; for access control syncs. Coming to its end means that
   * all of them were listed; a failure is thrown. Absent where the source knows no rights; where it is there, each
   * document tells who may see it.
   */
  identities?(request: { signal: AbortSignal }): AsyncGenerator<readonly SourceIdentity[]>
  close(): Promise<void>
}

export interface DocumentsRequest {
  signal: AbortSignal
  /**
   * A checkpoint of an earlier listing, to go on from: what lay before it is not listed again. A source that can't go on
   * from it lists everything.
   */
  resume?: JsonObject | undefined
  /** The advanced sync rule, in the form of `protocol/advanced-rules.ts`: what to list instead of everything. */
  advanced?: Json | undefined
  /** Basic sync rules in their order: what they surely exclude may be left out. The worker applies them all the same. */
  rules?: readonly SyncRule[] | undefined
  /**
   * Most of it is in the index already: a source that can tell the fingerprints of documents cheaper than give them may
   * give pages of those, and then only the documents that are wanted. For documents without `basis`, `access` and `file`.
   */
  fingerprints?: FingerprintsRequest | undefined
}

/** Characters of a fingerprint: 96 bits of SHA-256 in base64url. */
export const fingerprintLength = 16

export interface FingerprintsRequest {
  /**
   * Text after a document's JSON. A fingerprint is the first 16 characters of the SHA-256, in base64url, of both: bytes
   * of UTF-8, the JSON as it would be given. One that is unknown to the index lets the document come, nothing else.
   */
  suffix: string
  /**
   * Digests of chunks as the index has them, by part, one after the other, as long as fingerprints. A source that gives
   * chunks need not tell the documents of one that has this digest still.
   */
  digests?: ReadonlyMap<string, string> | undefined
}

export interface ChangesRequest {
  signal: AbortSignal
  cursor: JsonObject
  /** The same as for `documents`. */
  rules?: readonly SyncRule[] | undefined
}

/** A person (or machine) as the source knows it. */
export interface SourceIdentity {
  id: string
  /** What people may look it up by, such as `email` and `username`, each value with its prefix: `email:ada@example.org`. */
  identity: JsonObject
  /** What it counts as where documents say who may see them: `user:ada`, `group:sales`. */
  access: readonly string[]
}

export type SourcePage =
  | DocumentsPage
  | FingerprintsPage
  /**
   * A chunk of the part begins, and ends before the next one or with its part: a stretch of it in an order of its own,
   * that has the same bounds and order in each listing while nothing in it changes. Its digest is made of its documents'
   * ids and fingerprints: the first 16 characters of the SHA-256, in base64url, of `<id>\n<fingerprint>` of each.
   */
  | { kind: 'chunk'; part: string }
  /** A whole chunk, in place of its documents: it has the digest that was asked with. */
  | { kind: 'unchanged'; part: string; documents: number; digest: string }
  /** The part was listed to its end; `resumed`: its beginning by an earlier listing, so nothing may be deleted from it. */
  | { kind: 'end'; part: string; resumed?: boolean }
  /** A listing that stops after this can go on from here, once all that was given is in the index. */
  | { kind: 'checkpoint'; at: JsonObject }
  /**
   * The part was not, or not wholly, listed. `expected`: it never can be, as it is made (a view without a key, a link
   * that leaves the folder), so that a sync with it is still clean.
   */
  | { kind: 'skipped'; part: string; reason: string; expected: boolean }
  /** From where `changes` goes on, once all that this listing gave is in the index. The last one counts. */
  | { kind: 'cursor'; cursor: JsonObject }

export interface DocumentsPage {
  kind: 'documents'
  part: string
  documents: readonly SourceDocument[]
  /**
   * Members that every document of the part ends with, as JSON: `"table":"products"`. They are left out of each one's
   * `json`, and so of its fingerprint: what makes them others makes other ids.
   */
  shared?: string
}

/** Documents by their fingerprints, where those were asked for. */
export interface FingerprintsPage {
  kind: 'fingerprints'
  part: string
  ids: readonly string[]
  /** Those of the ids, one after the other, 16 characters each. */
  fingerprints: string
  /**
   * Ids of the documents that are to come: filled by whoever got the page, before it asks for the next one. All of them
   * come as `documents`, of the same state of the source, before the next checkpoint and the end of the part.
   */
  wanted: string[]
}

export interface SourceDocument {
  /** The document's id in the content index: that of Elastic's service for this service type. At most 512 bytes. */
  id: string
  /**
   * The document's JSON object in UTF-8, `id` included, without what the page says is shared, `_timestamp` where the
   * source knows one; serialised once, here, and never parsed again on its way into the bulk body. One line, not empty.
   * Valid until the next page is asked for.
   */
  json: Buffer
  /** What tells a change, where the JSON holds more than that (the time of the last access). Default: the JSON. */
  basis?: string
  /**
   * Who may see it, in the words of `SourceIdentity.access`, where document level security is on. Absent or empty: that
   * could not be read, or nobody may; then nobody does.
   */
  access?: 'everybody' | readonly string[]
  /** The file that the document tells of. Read only when the document is new or changed; its text goes into `body`. */
  file?: SourceFile
}

export interface SourceFile {
  name: string
  /** Bytes. */
  size: number
  /**
   * Its bytes; undefined when it is gone by now. Throws `source.unreachable` when nothing can be read any more;
   * anything else leaves this document as it is in the index, and its message tells why.
   */
  read(signal: AbortSignal): Promise<Buffer | undefined>
}

/** What a source's folder exports, and what the registry is made of. */
export interface DataSourceDefinition {
  serviceType: string
  /** True when documents carry `_timestamp`; otherwise they get the time at which they were found changed. */
  timestamps: boolean
  /** True when `documents` takes an advanced sync rule. */
  advancedRules?: true
  /**
   * Checks values beyond the catalogue's own rules (types, required, options), without any network.
   * @throws PatchbayError `configuration.invalid` with the field.
   */
  validate(values: ConfigurationValues): void
  /** What these values make it connect to. Each host is checked before the source is opened. */
  hosts(values: ConfigurationValues): readonly SourceHost[]
  /** Opens nothing yet: connections are made on first use. `lookup` finds addresses, and only those that are allowed. */
  open(values: ConfigurationValues, lookup?: LookupFunction): DataSource
}

/** A host (or the path of a socket), and the field of the configuration that says so. */
export interface SourceHost {
  field: string
  host: string
}

/** Settings of a source whose driver takes the lookup of its worker. */
export interface Looking {
  lookup?: LookupFunction | undefined
}

/** Configuration values by key, defaults filled in, lists as arrays. */
export type ConfigurationValues = Readonly<Record<string, unknown>>
