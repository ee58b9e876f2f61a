import { Secret, type Session } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { resultOf, type Team, teamPassword } from './open-team.ts'

const listed = z.object({
  items: z.array(
    z.object({ channel: z.string(), connectors: z.array(z.string()), severity: z.string(), as: z.string() }),
  ),
})
const service = z.object({ service: z.object({ apiKey: z.instanceof(Secret) }) })

/** What channels of Slack hear of, asked for by people who may write nothing but the log of runs. */
export const noticeCases = (team: () => Team): void => {
  let next = 0
  const newChannel = (): string => `C0TEAM${(next += 1)}`
  const run = (session: Session, name: string, input: object) => team().core.run(session, name, input)
  const subscriptions = async (session: Session, channel: string) =>
    listed
      .parse(resultOf(await run(session, 'notice.list', { channel })))
      .items.map(({ as, connectors, severity }) => `${as}: ${connectors.join(' ')}, ${severity}`)

  describe('notices of a channel', () => {
    it('are asked for by anybody who sees connectors, and ended by anybody; the newest word counts', async () => {
      const { ada, linus, grace } = team()
      const channel = newChannel()
      await run(ada, 'notice.subscribe', { channel })
      await run(linus, 'notice.subscribe', { channel, connectors: ['prod-*', 'wiki'], severity: 'bad' })
      expect(await subscriptions(grace, channel)).toEqual(['linus: prod-* wiki, bad', 'ada: *, warning'])
      await run(grace, 'notice.subscribe', { channel, connectors: ['wiki', 'prod-*'] })
      expect(await subscriptions(grace, channel)).toEqual(['grace: wiki prod-*, warning', 'ada: *, warning'])
      await run(linus, 'notice.unsubscribe', { channel, connectors: ['*'] })
      expect(await subscriptions(grace, channel)).toEqual(['grace: wiki prod-*, warning'])
      await run(linus, 'notice.unsubscribe', { channel })
      expect(await subscriptions(grace, channel)).toEqual([])
      await expect(run(linus, 'notice.unsubscribe', { channel })).rejects.toMatchObject({
        code: 'input.invalid',
      })
      await run(linus, 'notice.subscribe', { channel })
      expect(await subscriptions(grace, channel)).toEqual(['linus: *, warning'])
    })

    it('are read once from the log of each run, however often somebody looks', async () => {
      const { ada, login } = team()
      const channel = newChannel()
      let logs = 0
      const looker = await login('linus', ({ path }, send) => {
        if (path.endsWith('/_mget')) logs += 1
        return send()
      })
      for (const name of ['wiki', 'shop', 'crm'])
        await run(ada, 'notice.subscribe', { channel, connectors: [name] })
      expect(await subscriptions(looker, channel)).toHaveLength(3)
      expect(logs).toBeGreaterThanOrEqual(3)
      logs = 0
      expect(await subscriptions(looker, channel)).toHaveLength(3)
      expect(logs).toBe(0)
      await run(ada, 'notice.unsubscribe', { channel, connectors: ['shop'] })
      expect(await subscriptions(looker, channel)).toHaveLength(2)
    })

    it('are seen by the bot at once, with the rights that setup gives it', async () => {
      const { core, elastic, ada, withKey } = team()
      const channel = newChannel()
      const made = await core.run(elastic, 'cluster.setup', { service: 'bot', runAs: ['ada'] })
      const bot = await withKey(service.parse(resultOf(made)).service.apiKey)
      await run(ada, 'notice.subscribe', { channel })
      expect(await subscriptions(bot, channel)).toEqual(['ada: *, warning'])
      // Through the bot, as people do in Slack.
      await run(await bot.as('ada'), 'notice.unsubscribe', { channel })
      expect(await subscriptions(bot, channel)).toEqual([])
    })

    it('are for nobody who may not look at connectors, and for no API key, whose rights nobody knows', async () => {
      const { elastic, grace, withKey, login } = team()
      const channel = newChannel()
      await elastic.es.security.putUser({
        username: 'mary',
        password: teamPassword,
        roles: ['patchbay-member'],
        refresh: true,
      })
      await expect(run(await login('mary'), 'notice.subscribe', { channel })).rejects.toMatchObject({
        code: 'privilege.missing',
      })
      const made = await grace.es.security.createApiKey({ name: 'of-grace' })
      const key = await withKey(new Secret(made.encoded))
      await expect(run(key, 'notice.subscribe', { channel })).rejects.toThrow('somebody who is signed in')
      // By hand, past the operation: written, and heeded by nobody.
      const requested = { type: 'requested', operation: 'notice.subscribe', version: 1, digest: 'x' }
      const input = { channel, connectors: ['*'], severity: 'bad' }
      const event = { ...requested, input, targetId: channel }
      const operations = [{ create: { _id: '01KAYW000000000000000N0T1C/1' } }, { event }]
      await grace.es.bulk({ index: 'patchbay-runs', refresh: 'wait_for', operations })
      expect(await subscriptions(elastic, channel)).toEqual([])
    })

    it('are about a channel by its id, since a name can become that of another', async () => {
      await expect(run(team().ada, 'notice.subscribe', { channel: '#alerts' })).rejects.toMatchObject({
        code: 'input.invalid',
        field: 'channel',
      })
    })
  })
}
