import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { slackErrorOf } from '../slack-error.ts'

/** Whether the bot can post in a channel: `unknown` where its token may not ask. */
export type MayPost = (channel: string) => Promise<'yes' | 'no' | 'unknown'>

const infoSchema = z.object({
  channel: z.object({ name: z.string().optional(), is_member: z.boolean().optional() }),
})

const look = async (
  slack: WebClient,
  channel: string,
): Promise<{ posts: 'yes' | 'no' | 'unknown'; name: string }> => {
  try {
    const info = infoSchema.parse(await slack.conversations.info({ channel }))
    const name = info.channel.name === undefined ? channel : `#${info.channel.name} (${channel})`
    return { posts: info.channel.is_member === true ? 'yes' : 'no', name }
  } catch (error) {
    const problem = slackErrorOf(error)
    // A private channel without the bot is one that it can't see.
    if (problem === 'channel_not_found') return { posts: 'no', name: channel }
    if (problem === 'missing_scope') return { posts: 'unknown', name: channel }
    throw error
  }
}

export const createMayPost =
  (slack: WebClient): MayPost =>
  async (channel) =>
    (await look(slack, channel)).posts

/** What stands in the way of posting, one sentence a channel; nothing where all is well. */
export const checkChannels = async (slack: WebClient, channels: readonly string[]): Promise<string[]> => {
  const found = await Promise.all([...new Set(channels)].map((channel) => look(slack, channel)))
  return found.flatMap(({ posts, name }) => {
    if (posts === 'yes') return []
    return posts === 'no'
      ? [`The channel ${name} lacks the bot, or there is none: type /invite @Patchbay there.`]
      : [`Whether the bot is in ${name} can't be told: give the app channels:read and groups:read.`]
  })
}
