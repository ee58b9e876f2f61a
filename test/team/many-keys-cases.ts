import { createCore, systemClock } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dyingAt, hurriedClock } from './dying-at.ts'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'
import { resultOf } from './open-team.ts'

const rotated = z.object({ rotated: z.array(z.string()), toCollect: z.array(z.object({ id: z.string() })) })
const failed = z.object({ run: z.string() })

/** What concerns many connectors at once, or their keeping: old keys, keys from before 8.13, roles, workers. */
export const manyKeysCases = (opened: () => OpenPatchbay): void => {
  describe('many keys', () => {
    const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
    const refusal = (operation: string, input: object) => opened().refusal(opened().ada, operation, input)
    const valid = async (id: string) => {
      const { api_keys: keys } = await opened().elastic.es.security.getApiKey({ id })
      return keys[0]?.invalidated === false
    }
    // A list is a search, and a new key is seen there a second later.
    const seen = () =>
      opened().elastic.es.indices.refresh({ index: '.elastic-connectors*', expand_wildcards: 'all' })
    const keyOf = async (connector: string) => textIn(await call('connector.get', { connector }), 'apiKeyId')

    it('rotates all that are old, and tells which somebody has to collect', async () => {
      const [first, second] = [
        await opened().connectorWithKey('old-one'),
        await opened().connectorWithKey('old-two'),
      ]
      await seen()
      expect(await refusal('api-key.rotate-due', { olderThanDays: 30 })).toMatchObject({
        code: 'connector.state',
        message: 'No managed connector has an API key that is 30 days old.',
      })
      const done = rotated.parse(await call('api-key.rotate-due', { olderThanDays: 0 }))
      expect(done.rotated).toEqual(expect.arrayContaining([first.id, second.id]))
      for (const { id, apiKeyId } of [first, second]) {
        expect([await valid(apiKeyId), await valid(await keyOf(id))]).toEqual([false, true])
      }
    })

    it('goes on with the rest when the process that rotates them dies', async () => {
      const made = [await opened().connectorWithKey('dies-one'), await opened().connectorWithKey('dies-two')]
      await seen()
      const before = z
        .object({ total: z.number() })
        .parse(await call('audit.list', { operation: 'api-key.rotate-due' })).total
      const death = dyingAt({ at: 60, moment: 'after it was applied' })
      const victim = await opened().login('ada', death.intercept)
      death.arm()
      await expect(createCore().run(victim, 'api-key.rotate-due', { olderThanDays: 0 })).rejects.toThrow(/./)
      await opened().elastic.es.indices.refresh({ index: 'patchbay-runs' })
      const { items, total } = z
        .object({ items: z.array(failed), total: z.number() })
        .parse(await call('audit.list', { operation: 'api-key.rotate-due' }))
      expect(total).toBe(before + 1)
      await createCore({ clock: hurriedClock() }).run(opened().ada, 'approval.resume', {
        run: items[0]?.run,
      })
      for (const { id, apiKeyId } of made) {
        expect([await valid(apiKeyId), await valid(await keyOf(id))]).toEqual([false, true])
      }
    })

    it('enables the key of a connector from before 8.13, both steps in one', async () => {
      const connector = textIn(
        await call('connector.create', { serviceType: 'postgresql', name: 'ancient', managed: true }),
        'id',
      )
      const { es } = opened().elastic
      const features = { native_connector_api_keys: { enabled: false } }
      await es.connector.updateFeatures({ connector_id: connector, features })
      await call('api-key.enable', { connector })
      expect(await valid(await keyOf(connector))).toBe(true)
      expect(await es.connector.get({ connector_id: connector })).toMatchObject({
        features: {
          native_connector_api_keys: { enabled: true },
          document_level_security: expect.anything(),
        },
      })
      expect(await refusal('api-key.enable', { connector })).toMatchObject({ code: 'connector.state' })
    })

    it('writes the role that allows an operation and nothing else, and Elasticsearch takes it', async () => {
      const { id } = await opened().connectorWithKey('for-a-role')
      const shown = await call('privilege.role', {
        operations: ['api-key rotate', 'sync.start'],
        connector: id,
      })
      const body = z.record(z.string(), z.unknown()).parse(JSON.parse(textIn(shown, 'body')))
      const { es } = opened().elastic
      await es.security.putRole({ name: 'rotates', ...body })
      await es.security.putUser({
        username: 'rosa',
        password: 'correct-horse-battery',
        roles: ['rotates'],
        refresh: true,
      })
      const rosa = await opened().login('rosa')
      expect(
        await opened().call(rosa, 'privilege.check', { operation: 'api-key.rotate', connector: id }),
      ).toMatchObject({
        allThere: true,
      })
      expect(await refusal('privilege.role', { operations: ['api-key.rotat'] })).toMatchObject({
        next: 'Did you mean api-key.rotate?',
      })
    })

    const hour = 3_600_000
    /** As workers announce themselves; the pipeline stamps what lives by a clock that is wrong. */
    const announceAll = async () => {
      const announce = (name: string, ago: number, { state = 'running', pipeline = '_none' } = {}) =>
        opened().elastic.es.index({
          index: 'patchbay-leases',
          id: `worker:${name}`,
          pipeline,
          document: {
            kind: 'worker',
            name,
            host: 'h',
            state,
            service_types: ['dir'],
            last_seen: new Date(Date.now() - ago).toISOString(),
          },
          refresh: true,
        })
      await announce('died long ago', 30 * hour)
      await announce('died', 610_000)
      await announce('ended', 0, { state: 'stopped' })
      await announce('lives', 0)
      await announce('lives by a wrong clock', hour, { pipeline: 'patchbay-stamp' })
    }

    it('lists the workers that announced themselves, and says how long one was not seen, whatever their clocks and ours', async () => {
      await announceAll()
      const names = async (all: boolean, off: number) => {
        const now = () => new Date(systemClock.now().getTime() + off)
        const core = createCore({ clock: { ...systemClock, now } })
        return z
          .object({ items: z.array(z.object({ name: z.string(), state: z.string() })) })
          .parse(resultOf(await core.run(opened().elastic, 'worker.list', { all })))
          .items.map(({ name, state }) => `${name}: ${state}`)
      }
      const shown = ['lives by a wrong clock: running', 'lives: running', 'died: not seen for 10 min']
      for (const off of [0, -hour, hour]) expect(await names(false, off)).toEqual(shown)
      expect(await names(true, 0)).toEqual([
        ...shown.slice(0, 2),
        'ended: stopped',
        ...shown.slice(2),
        'died long ago: not seen for 1 d',
      ])
    })

    it('says the same of workers where a cluster is examined', async () => {
      await announceAll()
      const { items } = z
        .object({ items: z.array(z.object({ check: z.string(), found: z.string() })) })
        .parse(await call('cluster.doctor', {}))
      const of = (check: string) => items.filter((item) => item.check === check).map(({ found }) => found)
      expect(of('workers')).toEqual([
        'lives by a wrong clock on h, lives on h · died on h not seen for 10 min',
      ])
      expect(of('clock')).toContainEqual(
        expect.stringMatching(
          /^the clock of lives by a wrong clock on h is 3,6\d\d seconds behind Elasticsearch$/,
        ),
      )
      await opened().elastic.es.deleteByQuery({
        index: 'patchbay-leases',
        query: { terms: { _id: ['worker:lives', 'worker:lives by a wrong clock'] } },
        refresh: true,
      })
      const again = await call('cluster.doctor', {})
      expect(again).toMatchObject({
        items: expect.arrayContaining([
          expect.objectContaining({ state: 'warning', found: 'none runs; died on h not seen for 10 min' }),
        ]),
      })
    })
  })
}
