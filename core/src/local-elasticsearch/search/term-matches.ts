import { createScorer, idf } from './bm25.ts'
import type { IndexReader } from './index-reader.ts'
import type { Matches } from './matches.ts'
import type { WordsColumn } from './words-column.ts'

interface Scoring {
  scoring: boolean
  boost: number
}

/** Documents with the token, scored by how often it stands in how long a text. */
export const wordMatches =
  (reader: IndexReader, column: WordsColumn, token: string): ((how: Scoring) => Matches) =>
  ({ scoring, boost }) => {
    const bits = new Uint8Array(reader.size)
    const postings = column.postings(token)
    let found = 0
    for (let at = 0; at < postings.length; at += 2) {
      const slot = postings[at] ?? 0
      if (reader.live[slot] !== 1) continue
      bits[slot] = 1
      found++
    }
    if (!scoring || found === 0) return { bits, scores: 0 }
    const scores = new Float64Array(reader.size)
    const score = createScorer(column, idf(column.documents, found), boost)
    for (let at = 0; at < postings.length; at += 2) {
      const slot = postings[at] ?? 0
      if (bits[slot] === 1) scores[slot] = score(postings[at + 1] ?? 0, column.length(slot))
    }
    return { bits, scores }
  }

/** One score for all: how a term of a field without frequencies and lengths is scored. */
export const uniformScore = (
  column: { documents: number; tokens: number },
  found: number,
  boost: number,
): number => (found === 0 ? 0 : createScorer(column, idf(column.documents, found), boost)(1, 1))

export const countBits = (bits: Uint8Array): number => {
  let count = 0
  for (let slot = 0; slot < bits.length; slot++) count += bits[slot] ?? 0
  return count
}
