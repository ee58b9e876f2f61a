import { z } from 'zod'

const platformError = z.object({ data: z.object({ error: z.string() }) })

/** Slack's own word for what is wrong, such as `channel_not_found`; undefined where it isn't Slack that refused. */
export const slackErrorOf = (error: unknown): string | undefined =>
  platformError.safeParse(error).data?.data.error

const rateLimited = z.object({
  code: z.literal('slack_webapi_rate_limited_error'),
  retryAfter: z.number(),
})

/** Seconds that Slack wants to be left alone for. */
export const retryAfterOf = (error: unknown): number | undefined =>
  rateLimited.safeParse(error).data?.retryAfter

/** Somebody deleted the message, or it stands in a workspace that is no more. */
export const isGone = (error: unknown): boolean =>
  ['message_not_found', 'channel_not_found', 'cant_update_message'].includes(slackErrorOf(error) ?? '')
