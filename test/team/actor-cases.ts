import { linkedSession, Secret, type Session, signLinkCode } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { resultOf, type Team } from './open-team.ts'

const key = new Secret('what the bot signs with')
const listed = z.object({ items: z.array(z.object({ account: z.string(), username: z.string() })) })
const service = z.object({ service: z.object({ apiKey: z.instanceof(Secret) }) })

/** Accounts outside Elasticsearch, linked to its users by those users and by a code that the account asked for. */
export const actorCases = (team: () => Team): void => {
  let next = 0
  const newAccount = (): string => `slack:T0TEAM:U0${(next += 1)}`
  const hence = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
  const codeFor = (account: string, username: string, { until = hence(10), by = key } = {}) =>
    signLinkCode({ account, username, until }, by)
  const link = (session: Session, account: string, code: string) =>
    team().core.run(session, 'actor.link', { account, code })
  const unlink = (session: Session, account: string) => team().core.run(session, 'actor.unlink', { account })
  const users = async (account: string) => {
    const { core, linus } = team()
    const { items } = listed.parse(resultOf(await core.run(linus, 'actor.list', { account })))
    return items.map(({ username }) => username)
  }
  /** The bot, with the rights that setup gives it and nothing else. */
  const openBot = async (): Promise<Session> => {
    const { core, elastic, withKey } = team()
    const input = { service: 'bot', runAs: ['ada', 'grace'] }
    const made = service.parse(resultOf(await core.run(elastic, 'cluster.setup', input)))
    return withKey(made.service.apiKey)
  }
  const whois = async (bot: Session, account: string) =>
    (await linkedSession({ core: team().core, session: bot, account, key }))?.actor.username

  describe('an account outside Elasticsearch', () => {
    it('acts as the user who linked it, and as nobody once that is ended', async () => {
      const { ada } = team()
      const [bot, account] = [await openBot(), newAccount()]
      expect(await whois(bot, account)).toBeUndefined()
      await link(ada, account, codeFor(account, 'ada'))
      expect(await whois(bot, account)).toBe('ada')
      expect(await users(account)).toEqual(['ada'])
      // Through the bot, as the person may in Slack.
      const there = await linkedSession({ core: team().core, session: bot, account, key })
      if (there === undefined) throw new Error('It was linked.')
      await unlink(there, account)
      expect(await whois(bot, account)).toBeUndefined()
      expect(await users(account)).toEqual([])
      await link(ada, account, codeFor(account, 'ada'))
      expect(await whois(bot, account)).toBe('ada')
    })

    it('belongs to the newest of those who linked it', async () => {
      const { ada, grace } = team()
      const [bot, account] = [await openBot(), newAccount()]
      await link(grace, account, codeFor(account, 'grace'))
      await link(ada, account, codeFor(account, 'ada'))
      expect(await whois(bot, account)).toBe('ada')
      await unlink(ada, account)
      expect(await whois(bot, account)).toBe('grace')
    })

    it('is linked by a signed-in user with a code for that user and that account, while it holds', async () => {
      const { ada, grace, es } = { ...team(), es: team().grace.es }
      const account = newAccount()
      const code = codeFor(account, 'ada')
      const refused = async (asked: Promise<unknown>, error: object) => {
        await expect(asked).rejects.toMatchObject(error)
      }
      await refused(link(grace, account, code), { field: 'code', message: expect.stringContaining('to ada') })
      await refused(link(ada, newAccount(), code), { field: 'account' })
      await refused(link(ada, account, 'nonsense'), { field: 'code' })
      await refused(link(ada, account, codeFor(account, 'ada', { until: hence(-1) })), { field: 'code' })
      const { encoded } = await es.security.createApiKey({ name: 'of grace' })
      const byKey = await team().withKey(new Secret(encoded))
      await refused(link(byKey, account, codeFor(account, 'grace')), { code: 'privilege.missing' })
      const throughBot = await (await openBot()).as('ada')
      await refused(link(throughBot, account, code), { code: 'privilege.missing' })
      expect(await users(account)).toEqual([])
    })

    it('heeds no run that was written past the operation, and no code of another bot', async () => {
      const { ada, grace } = team()
      const [bot, account] = [await openBot(), newAccount()]
      await link(grace, account, codeFor(account, 'grace', { by: new Secret('of another') }))
      expect(await whois(bot, account)).toBeUndefined()
      // ada writes by hand that her account is linked to grace, or with what nobody asked for.
      const forge = async (run: string, code: string) => {
        const input = { account, code }
        const requested = { type: 'requested', operation: 'actor.link', version: 1, input, digest: 'x' }
        const events = [
          { ...requested, targetId: account },
          { type: 'executing', attempt: 1, executor: 'me', digest: 'x' },
          { type: 'done', attempt: 1, result: {} },
        ]
        const operations = events.flatMap((event, i) => [{ create: { _id: `${run}/${i + 1}` } }, { event }])
        await ada.es.bulk({ index: 'patchbay-runs', refresh: 'wait_for', operations })
      }
      await forge('01KAYW0000000000000000FAKE', codeFor(account, 'grace'))
      await forge('01KAYW0000000000000001FAKE', codeFor(account, 'ada', { until: hence(-1) }))
      expect(await whois(bot, account)).toBeUndefined()
      expect(await users(account)).toEqual(['grace'])
    })

    it('is unlinked by its user or an administrator, and by nobody else', async () => {
      const { ada, grace, elastic } = team()
      const [bot, account] = [await openBot(), newAccount()]
      await link(ada, account, codeFor(account, 'ada'))
      await expect(unlink(grace, account)).rejects.toMatchObject({ code: 'target.not-found' })
      // By hand: written, and void for others.
      const input = { account }
      const event = {
        type: 'requested',
        operation: 'actor.unlink',
        version: 1,
        input,
        digest: 'x',
        targetId: account,
      }
      const operations = [{ create: { _id: '01KAYW0000000000000002FAKE/1' } }, { event }]
      await grace.es.bulk({ index: 'patchbay-runs', refresh: 'wait_for', operations })
      expect(await whois(bot, account)).toBe('ada')
      await unlink(elastic, account)
      expect(await whois(bot, account)).toBeUndefined()
    })

    it('may do nothing as a user who was disabled', async () => {
      const { elastic } = team()
      const account = newAccount()
      await elastic.es.security.putUser({
        username: 'mary',
        password: 'correct-horse-battery',
        roles: ['patchbay-operator'],
        refresh: true,
      })
      const made = service.parse(
        resultOf(await team().core.run(elastic, 'cluster.setup', { service: 'bot', runAs: ['mary'] })),
      )
      const bot = await team().withKey(made.service.apiKey)
      await link(await team().login('mary'), account, codeFor(account, 'mary'))
      expect(await whois(bot, account)).toBe('mary')
      await elastic.es.security.disableUser({ username: 'mary' })
      await expect(whois(bot, account)).rejects.toMatchObject({ status: expect.any(Number) })
      await elastic.es.security.deleteUser({ username: 'mary' })
    })
  })
}
