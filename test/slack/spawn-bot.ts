import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Secret } from '@patchbay/core'
import { z } from 'zod'
import { resultOf, type Team } from '../team/open-team.ts'

const serviceSchema = z.object({ service: z.object({ apiKey: z.instanceof(Secret) }) })

export interface SpawnedBot {
  url: string
  process: ChildProcess
  /** At once, in the middle of whatever it does. */
  kill(): Promise<void>
}

/** Starts a script in a process of its own, which says its address when it is up. */
export const spawnServer = async (
  script: URL,
  env: Readonly<Record<string, string>>,
): Promise<SpawnedBot> => {
  const child = spawn(process.execPath, [fileURLToPath(script)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const [line] = await once(child.stdout, 'data')
  return {
    url: String(line).trim(),
    process: child,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

export interface BotOrder {
  /** Of Elasticsearch, as the bot reaches it. */
  url: string
  slack: { token: string; signingSecret: string; apiUrl: string }
  channel: string
  /** Users by Slack user id, who are all whom it may act as. */
  people: Readonly<Record<string, string>>
}

/** A bot in a process of its own, with a key of its own. */
export const spawnBot = async (team: Team, order: BotOrder): Promise<SpawnedBot> => {
  const runAs = Object.values(order.people)
  const answer = await team.core.run(team.elastic, 'cluster.setup', { service: 'bot', runAs })
  const { service } = serviceSchema.parse(resultOf(answer))
  return spawnServer(new URL('serve-bot.ts', import.meta.url), {
    PATCHBAY_TEST_BOT: JSON.stringify({ ...order, apiKey: service.apiKey.reveal() }),
  })
}
