import { createEmulator } from 'emulate'
import { z } from 'zod'
import { freePort } from './free-port.ts'

/** Somebody of the practice workspace. */
export interface PracticePerson {
  id: string
  /** As they are mentioned, and as their user in Elasticsearch is called. */
  name: string
  realName: string
  guest: boolean
}

/** Slack's Web API, emulated: who is there, and how to call it. */
export interface EmulatedSlack {
  team: string
  people: readonly PracticePerson[]
  channels: readonly { id: string; name: string; topic: string }[]
  /** The bot's token. */
  token: string
  /** The bot's own user. */
  bot: string
  /** Calls as the bot, or as somebody of the workspace. */
  call(method: string, body: Readonly<Record<string, unknown>>, as?: string): Promise<unknown>
  /** Passes a call of the bot on as it came. */
  forward(path: string, request: { headers: Record<string, string>; body: Buffer }): Promise<Response>
  stop(): Promise<void>
}

const token = 'xoxb-practice-workspace'
/** The emulator answers so many calls of one token an hour, and not one more: it counts like GitHub. */
const callsOfToken = 4_900
/** Tokens of the same bot, one after the other: Slack itself has no such limit. */
const botTokens = [token, ...Array.from({ length: 99 }, (_, n) => `${token}-${n + 1}`)]
const tokenOf = (name: string): string => `xoxp-practice-${name}`
const botName = 'patchbay'

const authSchema = z.object({ ok: z.literal(true), team_id: z.string(), user_id: z.string() })
const usersSchema = z.object({
  members: z.array(z.object({ id: z.string(), name: z.string(), real_name: z.string() })),
})
const channelsSchema = z.object({
  channels: z.array(z.object({ id: z.string(), name: z.string(), topic: z.object({ value: z.string() }) })),
})

export interface Seed {
  people: readonly { name: string; realName: string; guest?: boolean }[]
  channels: readonly { name: string; topic: string }[]
}

/** Starts the emulator with its people, its channels and an installed bot. */
export const emulateSlack = async (seed: Seed): Promise<EmulatedSlack> => {
  const port = await freePort()
  const emulator = await createEmulator({
    service: 'slack',
    port,
    seed: {
      slack: {
        team: { name: 'Practice', domain: 'practice' },
        users: [
          ...seed.people.map(({ name, realName }) => ({ name, real_name: realName })),
          { name: botName, real_name: 'Patchbay' },
        ],
        channels: seed.channels.map(({ name, topic }) => ({ name, topic })),
        tokens: [
          ...botTokens.map((one) => ({ token: one, user: botName, type: 'bot' as const })),
          ...seed.people.map(({ name }) => ({ token: tokenOf(name), user: name, type: 'user' })),
        ],
      },
    },
  })
  const base = `http://127.0.0.1:${port}`
  let calls = 0
  const nextToken = (): string =>
    botTokens[Math.floor((calls += 1) / callsOfToken) % botTokens.length] ?? token
  const call: EmulatedSlack['call'] = async (method, body, as) => {
    const bearer = as === undefined ? nextToken() : tokenOf(as)
    const answer = await fetch(`${base}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return answer.json()
  }
  const auth = authSchema.parse(await call('auth.test', {}))
  const { members } = usersSchema.parse(await call('users.list', {}))
  const { channels } = channelsSchema.parse(await call('conversations.list', {}))
  return {
    team: auth.team_id,
    bot: auth.user_id,
    token,
    people: seed.people.map(({ name, realName, guest = false }) => {
      const member = members.find((one) => one.name === name)
      if (member === undefined) throw new Error(`The emulator of Slack has no ${name}.`)
      return { id: member.id, name, realName, guest }
    }),
    channels: channels
      .filter(({ name }) => seed.channels.some((channel) => channel.name === name))
      .map(({ id, name, topic }) => ({ id, name, topic: topic.value })),
    call,
    forward: (path, { headers, body }) => {
      const own = headers['authorization'] === `Bearer ${token}`
      const signed = own ? { ...headers, authorization: `Bearer ${nextToken()}` } : headers
      return fetch(`${base}${path}`, { method: 'POST', headers: signed, body: new Uint8Array(body) })
    },
    stop: () => emulator.close(),
  }
}
