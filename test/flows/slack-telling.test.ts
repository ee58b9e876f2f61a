import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { localSlack } from '../slack/local-slack.ts'
import { longest } from '../slack/longest.ts'
import { runOf } from '../team/open-team.ts'

const boardSchema = z.looseObject({ told: z.array(z.looseObject({ run: z.string() })) })

describe('what a channel is told of notices that were asked for outside Slack', () => {
  const opened = localSlack()

  it('is said once where a bot died after it had said it, and by another where it had not', async () => {
    const { clock, team, workspace, alerts: channel } = opened()
    const { es } = team.elastic
    const place = { index: 'patchbay-state', id: `notice-board:${channel}`, refresh: true }
    /** As a bot leaves it that dies: it had noted that it tells. */
    const leave = async (run: string, connectors: string[]): Promise<void> => {
      const { _source } = await es.get<{ value: object }>(place)
      const { told, ...rest } = boardSchema.parse(_source?.value)
      const mine = { run, connectors, telling: clock.now().toISOString() }
      const value = { ...rest, told: [...told.filter((one) => one.run !== run), mine] }
      await es.index({ ...place, document: { kind: 'notice-board', value } })
    }
    const subscribed = async (connectors: string[]): Promise<string> =>
      runOf(await team.core.run(team.linus, 'notice.subscribe', { channel, connectors }))
    const count = async (words: string): Promise<number> =>
      (await workspace.messages(channel)).filter((message) => JSON.stringify(message).includes(words)).length
    const comes = (words: string) => vi.waitFor(async () => expect(await count(words)).toBe(1), longest)

    const shop = await subscribed(['shop'])
    await clock.round()
    await comes('trouble here: shop')
    await leave(shop, ['shop'])
    // Not known to the channel at all: the bot died before Slack heard of it.
    await leave(await subscribed(['wiki']), ['wiki'])
    await clock.round(50_000)
    expect(await count('trouble here: wiki')).toBe(0)
    await clock.round(2 * 60_000)
    await comes('trouble here: wiki')
    expect(await count('trouble here: shop')).toBe(1)

    await team.core.run(team.ada, 'notice.unsubscribe', { channel, connectors: ['shop'] })
    await clock.round()
    await comes('No more notices here about shop')
    await leave(shop, ['shop'])
    await clock.round(2 * 60_000)
    expect(await count('No more notices here about shop')).toBe(1)
    expect(opened().problems).toEqual([])
  })
})
