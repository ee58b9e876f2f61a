import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openSlackGround, type SlackGround } from '../slack/open-slack-ground.ts'
import { runMessages } from '../slack/run-messages.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { longest, longestTest } from '../slack/longest.ts'

describe('what the bot reads of open runs', { timeout: longestTest }, () => {
  let ground: SlackGround
  let paths: string[] = []
  let close = (): Promise<void> => Promise.resolve()
  beforeAll(async () => {
    const local = await openLocalTeam()
    ground = await openSlackGround(local.team, {
      intercept: ({ path }, send) => {
        paths.push(path)
        return send()
      },
    })
    close = async () => {
      await ground.close()
      await local.close()
    }
  })
  afterAll(() => close())
  const { asked } = runMessages(() => ground)
  const count = (path: string): number => paths.filter((one) => one === path).length

  it('is read once for all who want to know: the one who carries out and the one who draws', async () => {
    await asked('read-once')
    paths = []
    // So many times the messages were brought up to date.
    await vi.waitFor(() => expect(count('/patchbay-state/_search')).toBeGreaterThan(2), longest)
    const sweeps = count('/patchbay-state/_search')
    for (const path of ['/patchbay-runs/_search', '/patchbay-runs/_mget']) {
      expect(count(path)).toBeGreaterThanOrEqual(sweeps - 1)
      expect(count(path)).toBeLessThanOrEqual(sweeps + 1)
    }
  })
})
