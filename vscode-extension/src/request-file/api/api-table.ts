/** One property of a request: in its path, its query or an object of its body. */
export interface ApiProperty {
  /** A position in the table's types. */
  readonly type: number
  readonly text?: string
  readonly required?: true
  readonly default?: string
  /** Since when, and what to use in its place. */
  readonly deprecated?: string
}

export type ApiProperties = Readonly<Record<string, ApiProperty>>

/** What can stand somewhere. Numbers are positions in the table's types. */
export type ApiType =
  | { readonly kind: 'any' | 'boolean' | 'number' | 'null' }
  /** `names` says of what it is a name: `IndexName`, `Field`, `Id`. */
  | { readonly kind: 'text'; readonly names?: string }
  /** `open`: others are allowed as well. */
  | { readonly kind: 'values'; readonly values: readonly string[]; readonly open?: true }
  | { readonly kind: 'list'; readonly of: number }
  /** `fields`: its names are those of an index's fields. */
  | { readonly kind: 'map'; readonly of: number; readonly fields?: true }
  /** `rest`: names that aren't listed hold this. */
  | {
      readonly kind: 'object'
      readonly properties: ApiProperties
      readonly rest?: number
      readonly fields?: true
    }
  | { readonly kind: 'either'; readonly of: readonly number[] }

export interface ApiEndpoint {
  /** As clients call it: `connector.update_scheduling`. */
  readonly name: string
  readonly text: string
  /** The documentation's address, after the table's `docs`. */
  readonly docs?: string
  readonly since?: string
  readonly stability?: string
  readonly visibility?: string
  readonly deprecated?: string
  readonly urls: readonly { readonly path: string; readonly methods: readonly string[] }[]
  readonly path: ApiProperties
  readonly query: ApiProperties
  /** A position in the types; undefined if it takes no body. */
  readonly body?: number
  /** The body is one value, which clients take under this name; not parts with names of their own. */
  readonly whole?: string
  readonly mediaTypes?: readonly string[]
  readonly privileges?: { readonly cluster?: readonly string[]; readonly index?: readonly string[] }
  /** Names that clients use in the place of the API's own. */
  readonly aliases?: Readonly<Record<string, string>>
}

/** Elasticsearch's API as an editor needs it: distilled from Elastic's specification when the extension is built. */
export interface ApiTable {
  readonly format: 1
  /** In front of every endpoint's `docs`. */
  readonly docs: string
  readonly endpoints: readonly ApiEndpoint[]
  readonly types: readonly ApiType[]
}

/** Whether this is the table that the same build wrote. */
export const isApiTable = (value: unknown): value is ApiTable =>
  typeof value === 'object' && value !== null && 'format' in value && value.format === 1
