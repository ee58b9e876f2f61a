import { z } from 'zod'
import { remindedSchema } from '../reminders/due-reminder.ts'

/** What is remembered of the message of a run, so that restarts and replicas neither post it twice nor leave it stale. */
export const keptMessageSchema = z.object({
  requester: z.string(),
  channel: z.string(),
  /** Slack's id of the message; absent while it is being posted. */
  ts: z.string().optional(),
  /** More messages of the run, which a bot posted and didn't live to remember: they are edited as well. */
  copies: z.array(z.object({ channel: z.string(), ts: z.string() })).default([]),
  /** When posting began, ISO 8601: a bot that died in between left no `ts`. */
  posting: z.string(),
  /** Of what it shows. */
  drawn: z.string().default(''),
  /** Of the run as it shows it: an older look never covers a newer one. */
  version: z.int().default(0),
  /** The plan's digest that its readers see: a vote is for that one. */
  digest: z.string().default(''),
  /** How many lines of the story the thread has. */
  told: z.int().default(0),
  over: z.boolean().default(false),
  /** Of those who decide, in the thread. */
  reminded: remindedSchema.optional(),
})
export type KeptMessage = z.infer<typeof keptMessageSchema>
