import type { IndexReader } from './index-reader.ts'

/** Which slots match: 1 for each, live ones only. As long as the reader's `size`. */
export type Bits = Uint8Array

export interface Matches {
  bits: Bits
  /** By slot; one number stands for the score of all. */
  scores: Float64Array | number
}

export const scoreOf = ({ scores }: Matches, slot: number): number =>
  typeof scores === 'number' ? scores : (scores[slot] ?? 0)

export const noMatches = (reader: IndexReader): Matches => ({ bits: new Uint8Array(reader.size), scores: 0 })

export const allMatches = (reader: IndexReader, score: number): Matches => ({
  bits: reader.live.slice(0, reader.size),
  scores: score,
})

/** Every live slot of the list, all with one score. */
export const slotMatches = (reader: IndexReader, slots: Iterable<number>, score: number): Matches => {
  const bits = new Uint8Array(reader.size)
  for (const slot of slots) bits[slot] = reader.live[slot] ?? 0
  return { bits, scores: score }
}

/** Every live slot that passes, all with one score. */
export const scannedMatches = (
  reader: IndexReader,
  passes: (slot: number) => boolean,
  score: number,
): Matches => {
  const bits = new Uint8Array(reader.size)
  for (let slot = 0; slot < reader.size; slot++) if (reader.live[slot] === 1 && passes(slot)) bits[slot] = 1
  return { bits, scores: score }
}
