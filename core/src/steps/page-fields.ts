import { z } from 'zod'

/** Elasticsearch counts through a list no further than this. */
const window = 10_000

/** Paging of a list. */
export const pageFields = {
  limit: z.coerce.number().int().min(1).max(window).default(50).describe('at most this many'),
  after: z.coerce
    .number()
    .int()
    .min(0)
    .max(window - 1)
    .default(0)
    .describe('how many to pass over, as the last page said'),
}

interface Asked {
  after: number
  limit: number
}

export const pageOf = ({ after, limit }: Asked): { from: number; size: number } => ({
  from: after,
  size: Math.min(limit, window - after),
})

/** Where the next page begins, or undefined on the last one. */
export const nextPage = ({ after, limit }: Asked, total: number): number | undefined => {
  const next = after + limit
  return next < Math.min(total, window) ? next : undefined
}
