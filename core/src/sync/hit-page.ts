import { z } from 'zod'

/** A document as a search shows it. */
export interface Hit {
  _id: string
  _version?: number
  _primary_term?: number
  /** Its sequence number and the mark that we gave it, if it has one. */
  sort: [number, string | null]
}

const isHit = (hit: unknown): hit is Hit =>
  typeof hit === 'object' &&
  hit !== null &&
  '_id' in hit &&
  typeof hit._id === 'string' &&
  (!('_version' in hit) || Number.isSafeInteger(hit._version)) &&
  (!('_primary_term' in hit) || Number.isSafeInteger(hit._primary_term)) &&
  'sort' in hit &&
  Array.isArray(hit.sort) &&
  Number.isSafeInteger(hit.sort[0]) &&
  (typeof hit.sort[1] === 'string' || hit.sort[1] === null)

/** A page of a search that is sorted by both. Millions of hits are checked where they are, and not copied. */
export const pageSchema = z.object({
  hits: z
    .object({
      hits: z.custom<Hit[]>((hits) => Array.isArray(hits) && hits.every(isHit)).optional(),
    })
    .optional(),
})

/** Whether a mark is that of a part and a fingerprint; no string is made for it. */
export const isMark = (mark: string | null, part: string, fingerprint: string): boolean =>
  mark !== null &&
  mark.length === part.length + 1 + fingerprint.length &&
  mark[part.length] === ':' &&
  mark.endsWith(fingerprint) &&
  mark.startsWith(part)
