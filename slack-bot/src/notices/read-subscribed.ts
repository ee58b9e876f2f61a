import type { Runner, Session } from '@patchbay/core'
import { z } from 'zod'
import { watchSchema } from './subscription.ts'

/** What somebody asked for, in Slack or elsewhere: a run of `notice.subscribe` that nobody has ended. */
const subscribedSchema = watchSchema.extend({ channel: z.string(), run: z.string() })
export type Subscribed = z.infer<typeof subscribedSchema>

const answerSchema = z.object({ items: z.array(subscribedSchema) })

/** Of one channel or of all, as the log of runs has it. */
export const readSubscribed = async (
  core: Pick<Runner, 'run'>,
  session: Session,
  channel?: string,
): Promise<Subscribed[]> => {
  const answer = await core.run(session, 'notice.list', channel === undefined ? {} : { channel })
  return answerSchema.parse('result' in answer ? answer.result : undefined).items
}
