import { z } from 'zod'
import { muteSchema } from './mute.ts'
import { digestTimeSchema } from './subscription.ts'

/** What people asked for in a channel by command beside its notices, as it is remembered in the cluster. */
export const settingsSchema = z.object({
  digest: digestTimeSchema.nullable().default(null),
  mutes: z.array(muteSchema).default([]),
})
export type ChannelSettings = z.infer<typeof settingsSchema>
