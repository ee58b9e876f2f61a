/** The values of one field of one index, slot by slot: a slot is a document's place in an `IndexReader`. */
export interface Column {
  /** Slots are added in rising order. Documents without a value may be left out. */
  add(slot: number, document: Record<string, unknown>): void
  /** The document of the slot was replaced or deleted. */
  remove(slot: number): void
  /** True: filled when it is asked, not in advance. */
  readonly onDemand?: boolean
  /** How many bytes it takes, roughly. */
  readonly bytes: number
}
