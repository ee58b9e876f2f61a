import { z } from 'zod'
import { muteSchema } from './mute.ts'
import { digestTimeSchema, watchSchema } from './subscription.ts'

/** What people asked for in a channel by command, as it is remembered in the cluster. */
export const subscriptionSchema = z.object({
  watches: z.array(watchSchema).default([]),
  digest: digestTimeSchema.nullable().default(null),
  mutes: z.array(muteSchema).default([]),
})
export type Subscription = z.infer<typeof subscriptionSchema>
