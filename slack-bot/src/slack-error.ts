import { PatchbayError } from '@patchbay/core'
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

const noAnswer = z.object({
  code: z.enum(['slack_webapi_request_error', 'slack_webapi_http_error']),
  message: z.string(),
})

/** An error of Slack's own client in words that a person can use; anything else as it is. */
export const explainSlackError = (error: unknown): unknown => {
  if (noAnswer.safeParse(error).success) {
    return new PatchbayError('slack.unreachable', 'Slack gave the bot no answer in time.', {
      next: 'See whether it was done all the same; if not, do it again.',
      cause: error,
    })
  }
  const seconds = retryAfterOf(error)
  if (seconds !== undefined) {
    return new PatchbayError('slack.refused', 'Slack lets the bot do no more for a moment.', {
      next: `Do the same again in ${seconds} seconds.`,
      cause: error,
    })
  }
  const refusal = slackErrorOf(error)
  if (refusal === undefined) return error
  return new PatchbayError('slack.refused', `Slack refuses what the bot does: ${refusal}`, {
    next: 'Whoever runs the bot finds more about it in its log.',
    cause: error,
  })
}
