import type { WebClient } from '@slack/web-api'
import { z } from 'zod'

/** The workspace, or the organisation of workspaces, that the bot is installed in. */
export interface Workspace {
  team: string
  /** Of an Enterprise Grid, whose workspaces share their people. */
  enterprise: string | undefined
  /** The bot's own user and id, for Bolt. */
  botUser: string | undefined
  botId: string | undefined
}

const authSchema = z.object({
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
  user_id: z.string().optional(),
  bot_id: z.string().optional(),
})

/** Asks Slack where the token belongs. */
export const askWorkspace = async (slack: WebClient): Promise<Workspace> => {
  const answer = authSchema.parse(await slack.auth.test())
  return {
    team: answer.team_id,
    enterprise: answer.enterprise_id ?? undefined,
    botUser: answer.user_id,
    botId: answer.bot_id,
  }
}
