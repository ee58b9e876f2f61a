import { closestMatch } from 'leven'

/** What somebody may have meant by a word that isn't there: the nearest of `candidates`, if one is near. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  const wanted = word.slice(0, 100).toLowerCase()
  const folded = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]))
  // Two letters that changed places count twice.
  const maxDistance = Math.max(wanted.length < 4 ? 1 : 2, Math.floor(wanted.length / 3))
  const found = closestMatch(wanted, [...folded.keys()], { maxDistance })
  return found === undefined ? undefined : folded.get(found)
}
