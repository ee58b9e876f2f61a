import { applyDynamicMapping } from '../mappings/apply-dynamic-mapping.ts'
import { mergeMappings } from '../mappings/merge-mappings.ts'
import type { DocumentRow, IndexRecord, ReadableStore } from '../store/store.ts'

interface Kept {
  record: IndexRecord
  rows: Map<string, DocumentRow & { deleted: boolean }>
  maxSeqNo: number
}

/** A store in memory, for the unit tests of search. */
export class MemoryStore implements ReadableStore {
  readonly #indices = new Map<string, Kept>()
  readonly #listeners: ((index: IndexRecord, id: string) => void)[] = []

  beforeWrite(listener: (index: IndexRecord, id: string) => void): void {
    this.#listeners.push(listener)
  }

  create(name: string, mappings: unknown = {}): void {
    const record = {
      name,
      uuid: `uuid-of-${name}`,
      settings: {},
      mappings: mergeMappings({}, mappings),
      aliases: {},
      createdAt: 0,
    }
    this.#indices.set(name, { record, rows: new Map(), maxSeqNo: -1 })
  }

  put(name: string, id: string, document: unknown): void {
    if (!this.#indices.has(name)) this.create(name)
    const kept = this.#kept(name)
    const source = typeof document === 'string' ? document : JSON.stringify(document)
    const mappings = applyDynamicMapping(kept.record.mappings, { id, text: source })?.mappings
    if (mappings) kept.record = { ...kept.record, mappings }
    this.#write(kept, { id, source, deleted: false })
  }

  delete(name: string, id: string): void {
    this.#write(this.#kept(name), { id, source: '', deleted: true })
  }

  drop(name: string): void {
    this.#indices.delete(name)
  }

  index(name: string): IndexRecord | undefined {
    return this.#indices.get(name)?.record
  }

  indices(): readonly IndexRecord[] {
    return [...this.#indices.values()]
      .map(({ record }) => record)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  document(index: IndexRecord, id: string): DocumentRow | undefined {
    const row = this.#kept(index.name).rows.get(id)
    return row === undefined || row.deleted ? undefined : row
  }

  *documents(index: IndexRecord): Iterable<DocumentRow> {
    for (const row of this.#kept(index.name).rows.values()) if (!row.deleted) yield row
  }

  *changes(
    index: IndexRecord,
    seqNo: number,
  ): Iterable<{ id: string; seqNo: number; source: string | null }> {
    for (const row of this.#kept(index.name).rows.values()) {
      if (row.seqNo > seqNo) yield { id: row.id, seqNo: row.seqNo, source: row.deleted ? null : row.source }
    }
  }

  maxSeqNo(index: IndexRecord): number {
    return this.#kept(index.name).maxSeqNo
  }

  #write(kept: Kept, { id, source, deleted }: { id: string; source: string; deleted: boolean }): void {
    for (const listener of this.#listeners) listener(kept.record, id)
    const version = (kept.rows.get(id)?.version ?? 0) + 1
    // Taken out and put back, the rows stay in the order of their sequence numbers.
    kept.rows.delete(id)
    kept.rows.set(id, { id, seqNo: ++kept.maxSeqNo, version, source, deleted })
  }

  #kept(name: string): Kept {
    const kept = this.#indices.get(name)
    if (kept === undefined) throw new Error(`There is no index ${name}.`)
    return kept
  }
}
