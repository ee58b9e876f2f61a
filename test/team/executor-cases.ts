import {
  connect,
  createCore,
  type Intercept,
  openSession,
  Secret,
  type Session,
  startExecutor,
} from '@patchbay/core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hurriedClock } from './dying-at.ts'
import { resultOf, runOf, type Team, teamPassword } from './open-team.ts'

const setUp = z.object({ service: z.object({ apiKey: z.instanceof(Secret) }) })
const shown = z.object({ state: z.string(), attempt: z.int(), void: z.array(z.unknown()) })
const races = Number(process.env['PATCHBAY_RUNS'] ?? 3)

/**
 * A border, not a guard rail: for connectors called border-*, policy lets only a service rotate keys, as the user
 * rotator. Linus asks: his role reads connectors and votes, and holds nothing dangerous.
 */
export const executorCases = (team: () => Team): void => {
  let key = new Secret('')
  const running: { stop(): Promise<void> }[] = []

  const open = (intercept?: Intercept): Promise<Session> =>
    openSession('test', connect({ url: team().url, auth: { kind: 'api-key', apiKey: key }, intercept }))
  const start = async (session: Session, core = createCore(), every = 20) => {
    const executor = await startExecutor(session, { core, name: 'bot', host: 'here', every })
    running.push(executor)
    return executor
  }
  const look = async (run: string) =>
    shown.parse(resultOf(await team().core.run(team().grace, 'approval.get', { run })))
  const ends = (run: string, state: string) =>
    expect.poll(async () => (await look(run)).state, { timeout: 20_000, interval: 100 }).toBe(state)
  const ask = async (name: string) => {
    const connector = await team().connectorWithKey(name)
    const { core, linus } = team()
    return { connector, run: runOf(await core.run(linus, 'api-key.rotate', { connector: connector.id })) }
  }
  const approve = (run: string) =>
    team().core.run(team().grace, 'approval.decide', { run, choice: 'approve' })
  const keysOf = async (run: string) =>
    (await team().elastic.es.security.getApiKey()).api_keys.filter(({ metadata }) => metadata['run'] === run)

  describe('where policy lets only a service execute', () => {
    beforeAll(async () => {
      const { core, elastic, grace } = team()
      await elastic.es.security.putUser({
        username: 'rotator',
        password: teamPassword,
        roles: ['patchbay-operator'],
        refresh: true,
      })
      const made = await core.run(elastic, 'cluster.setup', {
        service: 'bot',
        runAs: ['rotator', 'ada', 'linus'],
      })
      key = setUp.parse(resultOf(made)).service.apiKey
      const rules = [
        { operations: ['*'], risk: 'guarded', decision: 'ask' },
        {
          operations: ['api-key.rotate'],
          connectors: ['border-*'],
          decision: 'ask',
          executeAs: { service: 'rotator' },
        },
      ]
      const run = runOf(await core.run(elastic, 'policy.set', { policy: { rules } }))
      await core.run(grace, 'approval.decide', { run, choice: 'approve' })
      await core.run(elastic, 'approval.execute', { run })
    })
    afterEach(async () => {
      await Promise.allSettled(running.splice(0).map((executor) => executor.stop()))
    })

    it('a run is refused until a service covers it', async () => {
      await expect(ask('border-alone')).rejects.toMatchObject({
        code: 'policy.refused',
        message: expect.stringContaining('no service covers this run'),
      })
      await start(await open())
      const { run } = await ask('border-covered')
      expect((await look(run)).state).toBe('waiting')
    })

    it('a person without any dangerous privilege has a key rotated by approval, and in no other way', async () => {
      const { core, linus, ada, login } = team()
      await start(await open())
      const { connector, run } = await ask('border-road')

      // By hand: Elasticsearch itself refuses.
      await expect(
        linus.es.connector.updateApiKeyId({ connector_id: connector.id, api_key_id: 'mine' }),
      ).rejects.toMatchObject({ status: 403 })
      await expect(linus.es.security.createApiKey({ name: 'mine' })).rejects.toMatchObject({ status: 403 })
      // Before the approval, and by anybody but the service, signed in as that very user included.
      for (const session of [linus, ada, await login('rotator')])
        await expect(core.run(session, 'approval.execute', { run })).rejects.toMatchObject({
          code: 'approval.state',
        })
      await approve(run)
      await ends(run, 'done')
      const after = await ada.es.connector.get({ connector_id: connector.id })
      expect(after.api_key_id).not.toBe(connector.apiKeyId)
      expect((await keysOf(run)).map(({ username }) => username)).toEqual(['rotator'])
    })

    it('neither the requester nor the user that policy names executes what was approved, when signed in', async () => {
      const { core, linus, login } = team()
      const executor = await start(await open())
      const { run } = await ask('border-hand')
      await executor.stop()
      await approve(run)
      await expect(core.run(linus, 'approval.execute', { run })).rejects.toMatchObject({
        code: 'policy.refused',
      })
      await expect(core.run(await login('rotator'), 'approval.execute', { run })).rejects.toMatchObject({
        code: 'policy.refused',
      })
      expect(await keysOf(run)).toEqual([])
      // Past Patchbay, with their own rights: the event stands in the log and is void.
      await linus.es.bulk({
        index: 'patchbay-runs',
        operations: [
          { create: { _id: `${run}/3` } },
          { event: { type: 'executing', attempt: 1, executor: 'x', digest: 'y' } },
        ],
      })
      expect(await look(run)).toMatchObject({ state: 'approved', void: [{ n: 3 }] })
    })

    it('is finished by another service when one dies between the approval and the execution', async () => {
      let dead = false
      const dying = await open((_call, send) => (dead ? Promise.reject(new Error('killed')) : send()))
      await start(dying)
      const { run } = await ask('border-killed')
      dead = true
      await approve(run)
      await start(await open())
      await ends(run, 'done')
      expect(await keysOf(run)).toHaveLength(1)
    })

    it('is taken up by another service, after the term, when one dies in the middle', async () => {
      let dead = false
      const dying = await open(async (call, send) => {
        if (dead) throw new Error('killed')
        const answer = await send()
        if (call.path.includes('_api_key_id')) dead = true
        return answer
      })
      await start(dying)
      const { run } = await ask('border-middle')
      await approve(run)
      await expect.poll(() => dead, { timeout: 20_000 }).toBe(true)
      expect((await look(run)).state).toBe('executing')
      await start(await open(), createCore({ clock: hurriedClock() }))
      await ends(run, 'done')
      expect((await look(run)).attempt).toBeGreaterThan(1)
    })

    it('executes as the requester where policy says so', async () => {
      const { core, ada, connectorWithKey } = team()
      const { id } = await connectorWithKey('inside')
      const run = runOf(await core.run(ada, 'api-key.rotate', { connector: id }))
      await start(await open())
      await approve(run)
      await ends(run, 'done')
      expect((await keysOf(run)).map(({ username }) => username)).toEqual(['ada'])
    })

    it(
      `is executed once in ${races} races of four services`,
      { timeout: 60_000 + races * 30_000 },
      async () => {
        const { core } = team()
        await start(await open(), core, 60_000)
        const racers = await Promise.all(Array.from({ length: 4 }, async () => (await open()).as('rotator')))
        for (let race = 0; race < races; race += 1) {
          const { run } = await ask(`border-race-${race}`)
          await approve(run)
          const outcomes = await Promise.allSettled(
            racers.map((session) => core.run(session, 'approval.execute', { run })),
          )
          expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true)
          expect(await keysOf(run)).toHaveLength(1)
          expect((await look(run)).attempt).toBe(1)
        }
      },
    )
  })
}
