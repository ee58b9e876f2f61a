import { expect, vi } from 'vitest'
import { runOf } from '../team/open-team.ts'
import type { SlackGround } from './open-slack-ground.ts'
import { longest } from './longest.ts'

/** Messages of runs in the channel of requests, and who presses what in them. */
export const runMessages = (opened: () => SlackGround) => {
  /** A message of a run, once it says this. */
  const messageOf = (run: string, says = '') =>
    vi.waitFor(async () => {
      const all = await opened().workspace.messages(opened().channel)
      const found = all.find((one) => JSON.stringify(one).includes(`run-${run}`))
      if (found === undefined) throw new Error('No message yet.')
      expect(JSON.stringify(found)).toContain(says)
      return found
    }, longest)
  const clickOf = (action: string, run: string) => ({
    type: 'button',
    action_id: action,
    block_id: `run-${run}`,
    value: run,
  })
  return {
    messageOf,
    clickOf,
    /** A rotation that waits for a vote, asked for outside Slack. */
    asked: async (name: string) => {
      const { id, apiKeyId } = await opened().team.connectorWithKey(name)
      const { core, ada } = opened().team
      const run = runOf(await core.run(ada, 'api-key.rotate', { connector: id }))
      await messageOf(run, 'waiting')
      return { run, connector: id, apiKeyId }
    },
    /** Presses a button as soon as its message says this. */
    press: async (
      name: string,
      action: string,
      { run, says = '', workspace }: { run: string; says?: string; workspace?: string },
    ) => {
      const message = await messageOf(run, says)
      const place = { channel: opened().channel, ts: String(message['ts']), message }
      await opened().workspace.person(name, { workspace }).click(place, clickOf(action, run))
    },
  }
}
