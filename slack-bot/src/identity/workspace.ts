import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { slackErrorOf } from '../slack-error.ts'

/** The workspace, or the organisation of workspaces, that the bot is installed in. */
export interface Workspace {
  team: string
  /** Of an Enterprise Grid, whose workspaces share their people. */
  enterprise: string | undefined
  /** The bot's own user and id, for Bolt. */
  botUser: string | undefined
  botId: string | undefined
  /** The app that the bot belongs to; undefined where Slack doesn't tell. */
  app: string | undefined
}

const authSchema = z.object({
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
  user_id: z.string().optional(),
  bot_id: z.string().optional(),
  app_id: z.string().optional(),
})
const botSchema = z.object({ bot: z.object({ app_id: z.string().optional() }) })

/** Of bot tokens Slack says it here alone, and only to an app that may read users. */
const askApp = async (slack: WebClient, bot: string): Promise<string | undefined> => {
  try {
    return botSchema.parse(await slack.bots.info({ bot })).bot.app_id
  } catch (error) {
    if (slackErrorOf(error) === undefined) throw error
    return undefined
  }
}

/** Asks Slack where the token belongs. */
export const askWorkspace = async (slack: WebClient): Promise<Workspace> => {
  const answer = authSchema.parse(await slack.auth.test())
  return {
    team: answer.team_id,
    enterprise: answer.enterprise_id ?? undefined,
    botUser: answer.user_id,
    botId: answer.bot_id,
    app: answer.app_id ?? (answer.bot_id === undefined ? undefined : await askApp(slack, answer.bot_id)),
  }
}
