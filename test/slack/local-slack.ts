import { afterAll, beforeAll, vi } from 'vitest'
import { openLocalTeam } from '../team/open-local-team.ts'
import { longestTest } from './longest.ts'
import { openSlackGround, type SlackGround } from './open-slack-ground.ts'

/** A team, a practice workspace and a bot on a local Elasticsearch around the tests of a suite. */
export const localSlack = (): (() => SlackGround) => {
  vi.setConfig({ testTimeout: longestTest })
  let ground: SlackGround | undefined
  let close = (): Promise<void> => Promise.resolve()
  beforeAll(async () => {
    const local = await openLocalTeam()
    close = local.close
    const opened = await openSlackGround(local.team)
    ground = opened
    close = async () => {
      await opened.close()
      await local.close()
    }
  })
  afterAll(() => close())
  return () => {
    if (ground === undefined) throw new Error('The bot has not started.')
    return ground
  }
}
