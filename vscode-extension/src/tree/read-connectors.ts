import { z } from 'zod'
import { type ListingGround, resultOf } from './result-of.ts'

const page = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      serviceType: z.string().nullable(),
      managed: z.boolean(),
      index: z.string().nullable(),
      status: z.string(),
      badge: z.string(),
      lastSync: z.string().nullable(),
      lastSynced: z.string().nullable(),
      nextSync: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
  total: z.number(),
  next: z.number().optional(),
})

/** One page of connectors, and where the next begins. */
export const readConnectors = async (ground: ListingGround, input: object): Promise<z.infer<typeof page>> =>
  page.parse(await resultOf(ground, 'connector.list', input))
