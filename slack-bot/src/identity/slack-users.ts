import type { WebClient } from '@slack/web-api'
import { z } from 'zod'

/** What Slack itself says of a person. */
export interface SlackUser {
  /** Why connectors are not worked with by them: `a guest`; undefined for ordinary members. */
  strange: string | undefined
  /** Their own workspace. */
  team: string | undefined
  /** The organisation that they belong to, in an Enterprise Grid. */
  enterprise: string | undefined
}

export interface SlackUsers {
  find(id: string): Promise<SlackUser>
  /** Their e-mail address, where Slack has confirmed it and it finds them and nobody else. */
  confirmedEmail(id: string): Promise<string | undefined>
}

const infoSchema = z.object({
  user: z.object({
    id: z.string(),
    team_id: z.string().optional(),
    deleted: z.boolean().default(false),
    is_bot: z.boolean().default(false),
    is_restricted: z.boolean().default(false),
    is_ultra_restricted: z.boolean().default(false),
    is_stranger: z.boolean().default(false),
    is_email_confirmed: z.boolean().default(false),
    profile: z.object({ email: z.string().optional() }).default({}),
    enterprise_user: z.object({ enterprise_id: z.string().optional() }).optional(),
  }),
})

const kinds = [
  ['deleted', 'a deactivated account'],
  ['is_bot', 'a bot'],
  ['is_restricted', 'a guest'],
  ['is_ultra_restricted', 'a guest'],
  ['is_stranger', 'somebody of another workspace'],
] as const

/** So long is believed what Slack said of somebody, since it takes 100 questions a minute. Milliseconds. */
const believed = 60_000
const most = 10_000

/** Asks Slack who people are, once a minute for each. */
export const createSlackUsers = (slack: Pick<WebClient, 'users'>, now: () => Date): SlackUsers => {
  const known = new Map<string, { user: SlackUser; until: number }>()
  const ask = async (id: string) => infoSchema.parse(await slack.users.info({ user: id })).user
  return {
    async find(id) {
      const found = known.get(id)
      if (found !== undefined && found.until > now().getTime()) return found.user
      const user = await ask(id)
      const asked: SlackUser = {
        strange: kinds.find(([flag]) => user[flag])?.[1],
        team: user.team_id,
        enterprise: user.enterprise_user?.enterprise_id,
      }
      if (known.size >= most) known.clear()
      known.set(id, { user: asked, until: now().getTime() + believed })
      return asked
    },
    async confirmedEmail(id) {
      const { is_email_confirmed, profile } = await ask(id)
      const { email } = profile
      if (!is_email_confirmed || email === undefined) return undefined
      const { user } = infoSchema.parse(await slack.users.lookupByEmail({ email }))
      return user.id === id ? email : undefined
    },
  }
}
