import type { IndexReader } from './index-reader.ts'
import { type Matches, noMatches, scoreOf } from './matches.ts'

/** Slots that at least `minimum` of the clauses match; scores are summed. */
export const sumMatches = (
  reader: IndexReader,
  clauses: readonly Matches[],
  { minimum, scoring }: { minimum: number; scoring: boolean },
): Matches => {
  const [only] = clauses
  if (only === undefined) return noMatches(reader)
  if (clauses.length === 1 && minimum === 1) return only
  const counts = new Uint16Array(reader.size)
  const scores = scoring ? new Float64Array(reader.size) : undefined
  for (const clause of clauses) {
    for (let slot = 0; slot < reader.size; slot++) {
      if (clause.bits[slot] !== 1) continue
      counts[slot] = (counts[slot] ?? 0) + 1
      if (scores) scores[slot] = (scores[slot] ?? 0) + scoreOf(clause, slot)
    }
  }
  const bits = new Uint8Array(reader.size)
  for (let slot = 0; slot < reader.size; slot++) {
    if ((counts[slot] ?? 0) >= minimum && reader.live[slot] === 1) bits[slot] = 1
    if (scores) scores[slot] = Math.fround(scores[slot] ?? 0)
  }
  return { bits, scores: scores ?? 0 }
}

/** The best clause counts, the others with `tieBreaker`. */
export const bestMatches = (
  reader: IndexReader,
  clauses: readonly Matches[],
  tieBreaker: number,
): Matches => {
  const bits = new Uint8Array(reader.size)
  const scores = new Float64Array(reader.size)
  for (let slot = 0; slot < reader.size; slot++) {
    let [best, sum] = [0, 0]
    for (const clause of clauses) {
      if (clause.bits[slot] !== 1) continue
      bits[slot] = 1
      const score = scoreOf(clause, slot)
      best = Math.max(best, score)
      sum += score
    }
    scores[slot] = Math.fround(best + (sum - best) * tieBreaker)
  }
  return { bits, scores }
}

/** Every score multiplied. */
export const boosted = (matches: Matches, boost: number): Matches => {
  if (boost === 1) return matches
  const { scores } = matches
  return {
    bits: matches.bits,
    scores:
      typeof scores === 'number'
        ? Math.fround(scores * boost)
        : scores.map((score) => Math.fround(score * boost)),
  }
}
