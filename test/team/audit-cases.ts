import { describe, expect, it } from 'vitest'
import { createCore, systemClock } from '@patchbay/core'
import { z } from 'zod'
import { resultOf, runOf, type Team, teamPassword } from './open-team.ts'

const runsIndex = 'patchbay-runs'
const verified = z.object({
  sound: z.boolean(),
  events: z.int(),
  items: z.array(z.object({ n: z.int(), kind: z.string(), problem: z.string() })),
})
const trail = z.object({
  items: z.array(
    z.object({ at: z.string(), by: z.string().nullable(), what: z.string(), n: z.int().nullable() }),
  ),
})
const decidedBy = z.object({ decideBy: z.string() })
const explained = z.object({
  user: z.string(),
  allThere: z.boolean(),
  privileges: z.array(z.object({ privilege: z.string(), held: z.boolean() })),
  role: z.object({ request: z.string(), body: z.string() }).nullable(),
})

const roleRequest = z.object({ body: z.string() })

/** What tells whether the trail was tampered with, and what tells which rights are missing. */
export const auditCases = (team: () => Team): void => {
  /** Search misses the last second. */
  const verify = async (run?: string) => {
    const { core, grace, elastic } = team()
    await elastic.es.indices.refresh({ index: runsIndex })
    return verified.parse(resultOf(await core.run(grace, 'audit.verify', run === undefined ? {} : { run })))
  }
  const finished = async (name: string): Promise<string> => {
    const { core, ada, grace, connectorWithKey } = team()
    const { id } = await connectorWithKey(name)
    const run = runOf(await core.run(ada, 'api-key.rotate', { connector: id }))
    await core.run(grace, 'approval.decide', { run, choice: 'approve' })
    await core.run(ada, 'approval.execute', { run })
    return run
  }
  /** Past the guard, as only a superuser can; past the stamp, with the guard taken off for a moment. */
  const unguarded = async (write: (es: Team['elastic']['es']) => Promise<unknown>) => {
    const { es } = team().elastic
    await es.indices.putSettings({ index: runsIndex, settings: { final_pipeline: '_none' } })
    await write(es)
    await es.indices.putSettings({ index: runsIndex, settings: { final_pipeline: 'patchbay-stamp' } })
  }

  describe('verifying the audit trail', () => {
    it('finds nothing where nobody tampered', async () => {
      expect(await verify(await finished('sound'))).toMatchObject({ sound: true, items: [] })
      expect((await verify()).events).toBeGreaterThan(8)
    })

    it('lists a forged vote as void, which is no damage', async () => {
      const { core, ada, connectorWithKey } = team()
      const { id } = await connectorWithKey('forged')
      const run = runOf(await core.run(ada, 'api-key.rotate', { connector: id }))
      const vote = { event: { type: 'vote', choice: 'approve', digest: 'x' } }
      await ada.es.bulk({ index: runsIndex, operations: [{ create: { _id: `${run}/2` } }, vote] })
      expect(await verify(run)).toMatchObject({
        sound: true,
        items: [{ n: 2, kind: 'void', problem: 'the requester never counts' }],
      })
    })

    it('finds an event that was written over by a superuser', async () => {
      const run = await finished('written-over')
      const { es } = team().elastic
      await es.index({ index: runsIndex, id: `${run}/2`, document: { event: { type: 'withdrawn' } } })
      const { sound, items } = await verify(run)
      expect(sound).toBe(false)
      expect(items).toContainEqual({ n: 2, kind: 'finding', problem: 'it was written over once' })
    })

    it('finds a deleted event, and everything behind it', async () => {
      const run = await finished('deleted')
      await team().elastic.es.delete({ index: runsIndex, id: `${run}/2` })
      const { sound, items } = await verify(run)
      expect(sound).toBe(false)
      expect(items[0]?.problem).toMatch(/^event 2 is missing/)
    })

    it('finds an event without a stamp, and a request whose digest is not its own', async () => {
      const run = await finished('unstamped')
      await unguarded((es) =>
        es.index({
          index: runsIndex,
          id: `${run}/${99}`,
          document: { event: { type: 'done', attempt: 9 } },
        }),
      )
      expect((await verify(run)).items.map(({ problem }) => problem)).toContainEqual(
        expect.stringContaining('no stamp'),
      )
      const forged = `${run.slice(0, -4)}8888`
      const event = {
        type: 'requested',
        operation: 'policy.set',
        version: 1,
        input: { policy: { rules: [] } },
        digest: 'f00',
      }
      const { ada } = team()
      await ada.es.bulk({ index: runsIndex, operations: [{ create: { _id: `${forged}/1` } }, { event }] })
      const { sound, items } = await verify(forged)
      expect(sound).toBe(false)
      expect(items.map(({ problem }) => problem)).toContainEqual(expect.stringContaining('its digest'))
    })
  })

  describe('listing the audit trail', () => {
    it('tells when time ran out, which no event says', async () => {
      const { core, ada, grace, connectorWithKey } = team()
      const later = (hours: number) =>
        createCore({ clock: { ...systemClock, now: () => new Date(Date.now() + hours * 3_600_000) } })
      const listed = async (by: Pick<Team['core'], 'run'>, run: string) =>
        trail.parse(resultOf(await by.run(grace, 'audit.list', { run }))).items
      const { id } = await connectorWithKey('too-late')
      const undecided = runOf(await core.run(ada, 'api-key.rotate', { connector: id }))
      expect((await listed(core, undecided)).map(({ what }) => what)).toHaveLength(1)
      const [asked, expired, ...more] = await listed(later(5), undecided)
      expect(more).toEqual([])
      expect(expired).toMatchObject({ by: null, n: null, what: 'expired: nobody decided in time' })
      // How long is for the policy to say, which other cases on the cluster may have changed.
      const { decideBy } = decidedBy.parse(
        resultOf(await core.run(grace, 'approval.get', { run: undecided })),
      )
      expect(expired?.at).toBe(decideBy)
      expect(asked?.at).not.toBe(decideBy)

      const unbegun = runOf(await core.run(ada, 'api-key.rotate', { connector: id }))
      await core.run(grace, 'approval.decide', { run: unbegun, choice: 'approve' })
      expect((await listed(later(30), unbegun)).map(({ what }) => what)).toEqual([
        expect.stringContaining('asked for'),
        expect.stringContaining('approved'),
        'expired: nobody began it in time',
      ])
    })
  })

  it('reads the log of a run once to list it', async () => {
    const run = await finished('listed')
    const reads: string[] = []
    const grace = await team().login('grace', (call, send) => {
      if (call.path === `/${runsIndex}/_mget`) reads.push(JSON.stringify(call))
      return send()
    })
    const listed = trail.parse(resultOf(await team().core.run(grace, 'audit.list', { run })))
    expect(listed.items.length).toBeGreaterThan(3)
    expect(reads).toHaveLength(1)
  })

  describe('explaining privileges', () => {
    it('says what is missing and which role grants it, and that role is enough', async () => {
      const { core, linus, elastic, connectorWithKey, login } = team()
      const { id } = await connectorWithKey('explained')
      const ask = { operation: 'api-key.rotate', connector: id }
      const before = explained.parse(resultOf(await core.run(linus, 'privilege.explain', ask)))
      expect(before).toMatchObject({ user: 'linus', allThere: false })
      expect(before.privileges).toContainEqual(
        expect.objectContaining({ privilege: 'manage_api_key', held: false }),
      )
      const role = JSON.parse(before.role?.body ?? '{}') as Record<string, unknown>
      await elastic.es.security.putRole({ name: 'explained', ...role })
      await elastic.es.security.putUser({
        username: 'enough',
        password: teamPassword,
        roles: ['patchbay-approver', 'explained'],
        refresh: true,
      })
      const after = await core.run(await login('enough'), 'privilege.explain', ask)
      expect(explained.parse(resultOf(after))).toMatchObject({ allThere: true, role: null })
    })

    it('writes a role that this version takes and that is enough for every operation', async () => {
      const { core, elastic, login } = team()
      const operations = core.operations.map(({ name }) => name)
      const { body } = roleRequest.parse(resultOf(await core.run(elastic, 'privilege.role', { operations })))
      const { security } = elastic.es
      await security.putRole({ name: 'everything', ...z.looseObject({}).parse(JSON.parse(body)) })
      const [username, password] = ['everybody', teamPassword]
      await security.putUser({ username, password, roles: ['everything', 'only-looks'], refresh: true })
      const session = await login(username)
      const lacking: string[] = []
      for (const operation of operations) {
        const { allThere } = explained.parse(
          resultOf(await core.run(session, 'privilege.explain', { operation })),
        )
        if (!allThere) lacking.push(operation)
      }
      expect(lacking).toEqual([])
    })

    it("looks at somebody else's by run-as, where that is allowed", async () => {
      const { core, elastic, ada } = team()
      const ask = { operation: 'connector.create', user: 'eve' }
      expect(explained.parse(resultOf(await core.run(elastic, 'privilege.explain', ask)))).toMatchObject({
        user: 'eve',
        allThere: false,
      })
      await expect(core.run(ada, 'privilege.explain', ask)).rejects.toMatchObject({
        code: 'privilege.missing',
        field: 'user',
      })
    })
  })
}
