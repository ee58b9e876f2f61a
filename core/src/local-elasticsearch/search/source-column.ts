import { isRecord } from '../mappings/is-record.ts'
import type { Column } from './column.ts'

const MAX_BYTES = 64 * 1024 * 1024

/** Filtered sources as text, made when a hit first needs them; later lists of the same documents are only joined. */
export class SourceColumn implements Column {
  readonly onDemand = true
  bytes = 0
  readonly #filter: (source: Record<string, unknown>) => Record<string, unknown>
  readonly #texts = new Map<number, string>()

  constructor(filter: (source: Record<string, unknown>) => Record<string, unknown>) {
    this.#filter = filter
  }

  /** Nothing is made in advance. */
  add(): void {}

  remove(slot: number): void {
    this.bytes -= this.#texts.get(slot)?.length ?? 0
    this.#texts.delete(slot)
  }

  text(slot: number, readSource: () => string): string {
    const known = this.#texts.get(slot)
    if (known !== undefined) return known
    const source: unknown = JSON.parse(readSource())
    const text = JSON.stringify(isRecord(source) ? this.#filter(source) : {})
    if (this.bytes < MAX_BYTES) {
      this.#texts.set(slot, text)
      this.bytes += text.length
    }
    return text
  }
}
