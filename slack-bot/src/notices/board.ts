import { z } from 'zod'

/** One card: a problem of one connector, or of many where they have the same one. */
export const cardSchema = z.object({
  /** `sync-failed:<connector>`, or `sync-failed` for many. */
  key: z.string(),
  code: z.string(),
  grade: z.string(),
  /** Those that have it now; of many only the first, beside how many there are. */
  of: z.array(z.object({ connector: z.string(), name: z.string(), what: z.string() })),
  count: z.int(),
  /** The most that ever had it at once. */
  peak: z.int(),
  next: z.string(),
  since: z.string(),
  /** When it was over. */
  closed: z.string().nullable(),
  /** Over because the channel doesn't watch it any more: nobody said that it is well. */
  unwatched: z.boolean(),
  /** Over because somebody in the channel doesn't want to hear of it for a while. */
  muted: z.object({ by: z.string(), until: z.string().nullable() }).nullable().default(null),
  /** How often it came back while its card was still remembered. */
  returns: z.int(),
  /** When posting began: a bot that died in between left no `ts`. */
  posting: z.string().nullable(),
  ts: z.string().nullable(),
  /** Of what the card shows. */
  drawn: z.string(),
  /** True once it shows that it is over. */
  over: z.boolean(),
  /** Somebody deleted the message: they don't want to see it. */
  dismissed: z.boolean(),
})
export type Card = z.infer<typeof cardSchema>

/** The cards of a channel, as they are remembered in the cluster, so that several bots make one of each. */
export const boardSchema = z.object({
  cards: z.array(cardSchema).default([]),
  /** Runs that subscribed the channel and of which it was told, with the connectors that each is about. */
  told: z
    .array(
      z.object({
        run: z.string(),
        connectors: z.array(z.string()),
        /** When a bot began to tell it, or to tell that it ended: one that died in between may have said it or not. */
        telling: z.string().nullable().default(null),
      }),
    )
    .default([]),
  /** When a bot last took it upon itself to look. */
  lookedAt: z.string().default(new Date(0).toISOString()),
})
export type Board = z.infer<typeof boardSchema>

export const isMany = ({ key, code }: Pick<Card, 'key' | 'code'>): boolean => key === code
