import { createCore, systemClock } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { resultOf, type Team } from './open-team.ts'

const report = z.object({
  sound: z.boolean(),
  items: z.array(
    z.object({ check: z.string(), state: z.string(), found: z.string(), next: z.string().nullable() }),
  ),
})

/** What is wrong with a set-up is named, with what to do next. */
export const doctorCases = (team: () => Team): void => {
  const examine = async (session: Team['elastic']) =>
    report.parse(resultOf(await team().core.run(session, 'cluster.doctor', {})))

  describe('examining a cluster', () => {
    it('finds a cluster sound that was set up, and says what comes next where there is something', async () => {
      const { items } = await examine(team().elastic)
      // Other cases on the same cluster leave dead keys behind.
      expect(items.filter(({ state, check }) => state === 'problem' && check !== 'keys')).toEqual([])
      for (const { state, next } of items) expect(next === null).toBe(state === 'ok')
      const checks = items.map(({ check }) => check)
      for (const check of [
        'version',
        'licence',
        'indices',
        'roles',
        'policy',
        'services',
        'workers',
        'sync jobs',
        'keys',
        'orphaned keys',
      ])
        expect(checks).toContain(check)
    })

    it('finds a guard that was taken off, a dead key and a managed connector in the way of 9.0', async () => {
      const { elastic, connectorWithKey } = team()
      const { apiKeyId } = await connectorWithKey('ailing')
      await elastic.es.security.invalidateApiKey({ ids: [apiKeyId] })
      await elastic.es.indices.putSettings({ index: 'patchbay-runs', settings: { final_pipeline: '_none' } })
      await elastic.es.indices.refresh({ index: '.elastic-connectors' })
      const { sound, items } = await examine(elastic)
      await elastic.es.indices.putSettings({
        index: 'patchbay-runs',
        settings: { final_pipeline: 'patchbay-stamp' },
      })
      expect(sound).toBe(false)
      const of = (check: string) => items.filter((item) => item.check === check)
      expect(of('stamps')).toMatchObject([{ state: 'problem' }])
      expect(of('keys')).toMatchObject([{ state: 'problem', found: expect.stringContaining('keys of') }])
      expect(of('upgrade to 9')).toMatchObject([{ state: 'warning' }])
    })

    it('says once what is wrong with several rules of the policy', async () => {
      const { core, elastic } = team()
      const asking = { decision: 'ask' as const, approvers: ['role:nobody-has'] }
      const stricter = [
        { ...asking, operations: ['api-key.rotate'] },
        { ...asking, operations: ['migration.run'] },
        { decision: 'now' as const, operations: ['nothing.*'] },
      ]
      const { policy } = z
        .object({ policy: z.object({ rules: z.array(z.unknown()) }) })
        .parse(resultOf(await core.run(elastic, 'policy.get', {})))
      const [first, second, third] = [1, 2, 3].map((at) => policy.rules.length + at)
      const { items } = await examine({ ...elastic, cluster: { ...elastic.cluster, stricter } })
      expect(items.filter(({ check }) => check === 'policy')).toMatchObject([
        {
          state: 'problem',
          found: `rules ${first} and ${second}: it asks for 1 vote, and nobody is role:nobody-has`,
        },
        { state: 'warning', found: `rule ${third}: no operation is called "nothing.*"` },
      ])
    })

    it('says how far the clock here is from that of Elasticsearch', async () => {
      const clockOf = async (off: number) => {
        const now = () => new Date(systemClock.now().getTime() + off)
        const core = createCore({ clock: { ...systemClock, now } })
        const { items } = report.parse(resultOf(await core.run(team().elastic, 'cluster.doctor', {})))
        return items.filter(({ check }) => check === 'clock')
      }
      expect(await clockOf(0)).toMatchObject([{ state: 'ok' }])
      const [behind] = await clockOf(-600_000)
      expect(behind).toMatchObject({ state: 'warning', next: 'Let both use NTP.' })
      expect(behind?.found).toMatch(/^this machine is (59\d|60\d) seconds behind Elasticsearch/)
      expect((await clockOf(600_000))[0]?.found).toMatch(/seconds ahead of Elasticsearch/)
    })

    it('tells somebody with few rights what they may not see, and what they may do', async () => {
      const { items } = await examine(team().linus)
      expect(items).toContainEqual(
        expect.objectContaining({ check: 'privileges: api-key', state: 'warning' }),
      )
      expect(items.find(({ check }) => check === 'version')?.state).toBe('ok')
    })
  })
}
