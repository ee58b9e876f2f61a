/** What `GET _mapping` shows of one index: `{dynamic?, dynamic_templates?, properties?, ...}`. Never changed in place. */
export type Mappings = Readonly<Record<string, unknown>>

/** A document that is about to be written. */
export interface IncomingDocument {
  id: string
  /** The text as it was sent: error messages quote its lines and columns. */
  text: string
  /** The parsed text, when the caller has it already. */
  value?: unknown
}

/**
 * `applyDynamicMapping` in `apply-dynamic-mapping.ts`, called before each write.
 *
 * Checks the document against the mapping and returns the mapping with the fields that the document adds, or undefined
 * when it adds none. Throws 400 `document_parsing_exception` or `strict_dynamic_mapping_exception`.
 * What was compiled of a mapping is kept by the identity of the `mappings` object, so pass the same object as long as
 * the mapping is the same. `settings` are the index's: `index.mapping.total_fields.limit` counts, nested or dotted.
 */
export type ApplyDynamicMapping = (
  mappings: Mappings,
  document: IncomingDocument,
  settings?: Readonly<Record<string, unknown>>,
) => { mappings: Mappings } | undefined

/**
 * `mergeMappings` in `merge-mappings.ts`, called when an index is created (`current` is `{}`) and on `PUT _mapping`.
 *
 * Returns the normalised result (dotted names nested, defaults left out). Throws 400 `mapper_parsing_exception` for what is no
 * mapping, `illegal_argument_exception` for what contradicts the current one or goes beyond the field limit.
 */
export type MergeMappings = (
  current: Mappings,
  update: unknown,
  settings?: Readonly<Record<string, unknown>>,
) => Mappings
