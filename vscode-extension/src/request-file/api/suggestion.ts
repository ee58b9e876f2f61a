import type { Span } from '../span.ts'
import type { ApiEndpoint, ApiProperty } from './api-table.ts'

/** Something that may be written at a place. */
export interface Suggestion {
  readonly kind: 'method' | 'path' | 'parameter' | 'name' | 'value' | 'directive' | 'variable' | 'live'
  readonly label: string
  /** In the syntax of snippets. */
  readonly insert: string
  /** What is typed is compared with this. */
  readonly filter: string
  readonly detail?: string
  readonly sort?: string
  /** More can be chosen right after it. */
  readonly goesOn?: boolean
  /** What its documentation is made of, when it is looked at. */
  readonly about?: { readonly endpoint?: ApiEndpoint; readonly property?: ApiProperty }
}

/** Names that only the cluster knows. */
export type Wanted =
  | { readonly of: 'index' | 'connector' | 'sync-job' | 'service-type' }
  /** The names in the configuration of a connector. */
  | { readonly of: 'configuration'; readonly connector: string }
  /** The fields of the indices that a request names. */
  | { readonly of: 'field'; readonly index: string }

export interface Suggestions {
  readonly span: Span
  readonly items: readonly Suggestion[]
  /** What to ask the cluster for. */
  readonly wanted?: Wanted
  /** How a name of the cluster is written here: in quotes, or encoded for a path. */
  readonly write?: 'json' | 'path'
}

/** Text that snippets take as it is. */
export const inSnippet = (text: string): string => text.replaceAll(/[\\$}]/g, '\\$&')
