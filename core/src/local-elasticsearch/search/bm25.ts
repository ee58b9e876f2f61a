const K1 = 1.2
const B = 0.75
const { fround } = Math

/** A field's length after the rounding that Lucene stores it with: exact below 40, then to four significant bits. */
const storedLength = (length: number): number => {
  const beyond = length - 24
  if (beyond < 8) return length
  const shift = 28 - Math.clz32(beyond)
  return 24 + ((beyond >>> shift) << shift)
}

/** What scoring knows of a field in one index. */
export interface FieldStatistics {
  /** Documents that have the field. */
  documents: number
  /** All its tokens. */
  tokens: number
}

export const idf = (documents: number, withTerm: number): number =>
  fround(Math.log(1 + (documents - withTerm + 0.5) / (withTerm + 0.5)))

/**
 * BM25 as Lucene computes it for Elasticsearch, in single precision. `idfSum` is the sum over a phrase's terms; the
 * factor k1 + 1 is Elasticsearch's.
 */
export const createScorer = (
  { documents, tokens }: FieldStatistics,
  idfSum: number,
  boost: number,
): ((frequency: number, length: number) => number) => {
  const weight = fround(fround(boost * fround(1 + K1)) * idfSum)
  const average = fround(tokens / documents)
  const norms = new Map<number, number>()
  const normOf = (length: number): number => {
    let norm = norms.get(length)
    if (norm === undefined) {
      const stored = storedLength(length)
      norm = fround(
        1 / fround(fround(K1) * fround(fround(1 - B) + fround(fround(fround(B) * stored) / average))),
      )
      norms.set(length, norm)
    }
    return norm
  }
  return (frequency, length) =>
    fround(weight - fround(weight / fround(1 + fround(fround(frequency) * normOf(length)))))
}
