import { type Clock, createCore, Secret, systemClock } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { resultOf, runOf, type Team } from './open-team.ts'

const stepsSchema = z.object({ steps: z.array(z.unknown()), stepsInAll: z.int() })
const idOf = z.object({ id: z.string() })
const delivered = z.object({
  connector: z.string(),
  apiKeyId: z.string(),
  apiKey: z.instanceof(Secret),
  connectorKeysFile: z.instanceof(Secret),
  serviceConfig: z.instanceof(Secret),
})
const listed = z.object({
  items: z.array(z.object({ id: z.string(), state: z.string(), apiKeyId: z.string().nullable() })),
})
const cleaned = z.object({ ended: z.array(z.string()) })

/** Keys of connectors, from the first to the last: made, replaced, collected, converted, cleaned up. */
export const apiKeyCases = (team: () => Team): void => {
  const selfManaged = async (name: string): Promise<string> => {
    const { core, ada } = team()
    const input = { serviceType: 'postgresql', name, managed: false, indexName: `search-${name}` }
    return idOf.parse(resultOf(await core.run(ada, 'connector.create', input))).id
  }
  const approve = async (operation: string, connector: string): Promise<string> => {
    const { core, ada, grace } = team()
    const run = runOf(await core.run(ada, operation, { connector }))
    await core.run(grace, 'approval.decide', { run, choice: 'approve' })
    return run
  }
  const collect = async (run: string) => {
    const { core, ada } = team()
    return delivered.parse(resultOf(await core.run(ada, 'api-key.collect', { run })))
  }
  const keyOf = async (connector: string) => {
    const { api_key_id: apiKeyId, api_key_secret_id: secretId } = await team().elastic.es.connector.get({
      connector_id: connector,
    })
    return { apiKeyId, secretId }
  }
  const isTaken = (key: Secret): Promise<boolean> =>
    team()
      .elastic.connectAs(key)
      .security.authenticate()
      .then(
        () => true,
        () => false,
      )
  const liveKeys = async (connector: string): Promise<string[]> => {
    const { api_keys: keys } = await team().elastic.es.security.getApiKey()
    return keys.flatMap((key) =>
      key.metadata['connector'] === connector && !key.invalidated ? [key.id] : [],
    )
  }
  const secretOf = async (id: string | null | undefined): Promise<Secret> => {
    const { value } = await team().elastic.es.connector.secretGet({ id: id ?? '' })
    return new Secret(z.string().parse(value))
  }
  const everythingLogged = async (): Promise<string> => {
    const { elastic } = team()
    await elastic.es.indices.refresh({ index: 'patchbay-runs' })
    const answer = await elastic.es.search({ index: 'patchbay-runs', size: 5000 })
    return JSON.stringify(answer.hits.hits)
  }

  describe('the first key of a managed connector', () => {
    it('is stored as a connector secret and opens its own index only', async () => {
      const { core, ada, elastic } = team()
      const made = await core.run(ada, 'connector.create', {
        serviceType: 'postgresql',
        name: 'first-key',
        managed: true,
      })
      const { id } = idOf.parse(resultOf(made))
      const result = resultOf(await core.run(ada, 'api-key.generate', { connector: 'first-key' }))
      const { apiKeyId, secretId } = await keyOf(id)
      expect(result).toEqual({ connector: id, apiKeyId, secretId })

      const es = elastic.connectAs(await secretOf(secretId))
      await es.index({ index: 'search-first-key', document: { a: 1 } })
      await expect(es.index({ index: 'search-other', document: { a: 1 } })).rejects.toMatchObject({
        status: 403,
      })
      await expect(
        es.security.putUser({ username: 'mallory', password: 'long-enough', roles: [] }),
      ).rejects.toMatchObject({ status: 403 })
    })

    it('ends when that was said, and so does each key after it', async () => {
      const { core, ada, elastic } = team()
      const asked = { serviceType: 'postgresql', name: 'ending', managed: true }
      const { id } = idOf.parse(resultOf(await core.run(ada, 'connector.create', asked)))
      const daysLeft = async () => {
        const { apiKeyId } = await keyOf(id)
        const { api_keys: keys } = await elastic.es.security.getApiKey({ id: apiKeyId ?? '' })
        const [key] = keys
        return ((key?.expiration ?? 0) - (key?.creation ?? 0)) / 86_400_000
      }
      await core.run(ada, 'api-key.generate', { connector: id, days: 30 })
      expect(await daysLeft()).toBe(30)
      const { apiKeyId: first } = await keyOf(id)
      await core.run(ada, 'approval.execute', { run: await approve('api-key.rotate', id) })
      expect((await keyOf(id)).apiKeyId).not.toBe(first)
      expect(await daysLeft()).toBe(30)
    })

    it('is not made a second time', async () => {
      const { core, ada, connectorWithKey } = team()
      const { id } = await connectorWithKey('second-key')
      await expect(core.run(ada, 'api-key.generate', { connector: id })).rejects.toMatchObject({
        code: 'connector.state',
        next: `To replace it: \`patchbay api-key rotate ${id}\`.`,
      })
    })

    it('is not made with an API key for a login, which is said before anything is planned', async () => {
      const { core, elastic, ada } = team()
      const made = await core.run(ada, 'connector.create', {
        serviceType: 'postgresql',
        name: 'by-key',
        managed: true,
      })
      const { encoded } = await elastic.es.security.createApiKey({ name: 'laptop' })
      const es = elastic.connectAs(new Secret(encoded))
      const actor = { ...elastic.actor, apiKey: { id: 'x', name: 'laptop' } }
      const session = { ...elastic, es, actor }
      await expect(
        core.run(session, 'api-key.generate', { connector: idOf.parse(resultOf(made)).id }, { dryRun: true }),
      ).rejects.toMatchObject({ code: 'privilege.missing', message: expect.stringContaining('"laptop"') })
    })
  })

  describe('rotating the key of a managed connector', () => {
    it('leaves one key and one secret, and the old key is refused', async () => {
      const { core, ada, elastic, connectorWithKey } = team()
      const before = await connectorWithKey('rotated')
      const oldKey = await secretOf(before.secretId)
      const run = await approve('api-key.rotate', before.id)
      const result = resultOf(await core.run(ada, 'approval.execute', { run }))

      const shown = resultOf(await core.run(ada, 'approval.get', { run }))
      const { steps, stepsInAll } = stepsSchema.parse(shown)
      expect(steps).toHaveLength(stepsInAll)

      const after = await keyOf(before.id)
      expect(result).toEqual({ connector: before.id, ...after, retiredApiKeyId: before.apiKeyId })
      expect(await isTaken(oldKey)).toBe(false)
      expect(await isTaken(await secretOf(after.secretId))).toBe(true)
      await expect(elastic.es.connector.secretGet({ id: before.secretId })).rejects.toMatchObject({
        status: 404,
      })
    })

    it('waits while a sync renews a lease that names the old key', async () => {
      const { ada, elastic, connectorWithKey } = team()
      const before = await connectorWithKey('in-use')
      const renew = () =>
        elastic.es.index({
          index: 'patchbay-leases',
          id: 'lease:search-in-use',
          document: { api_key_id: before.apiKeyId, renewed: Math.random() },
          refresh: true,
        })
      await renew()
      const run = await approve('api-key.rotate', before.id)
      // A worker is alive for as long as it renews its lease while others look.
      let alive = true
      let ahead = 0
      const clock: Clock = {
        ...systemClock,
        now: () => new Date(Date.now() + ahead),
        sleep: async (milliseconds) => {
          ahead += milliseconds
          if (alive) await renew()
        },
      }
      const core = createCore({ clock })
      const oldKey = await secretOf(before.secretId)

      expect(await core.run(ada, 'approval.execute', { run })).toMatchObject({ state: 'executing', run })
      expect(await isTaken(oldKey)).toBe(true)
      ahead += 60_000
      expect(await core.run(ada, 'approval.resume', { run })).toMatchObject({ state: 'executing', run })

      alive = false
      ahead += 60_000
      expect(await core.run(ada, 'approval.resume', { run })).toMatchObject({ state: 'done', run })
      expect(await isTaken(oldKey)).toBe(false)
    })

    it('ends nothing when somebody changes the key in the middle', async () => {
      const { core, ada, login, elastic, connectorWithKey } = team()
      const before = await connectorWithKey('meddled')
      const run = await approve('api-key.rotate', before.id)
      // Somebody else is faster than the switch.
      const meddling = await login('ada', async (call, send) => {
        if (call.path.endsWith('/_api_key_id')) throw new Error('not sent')
        return send()
      })
      await expect(core.run(meddling, 'approval.execute', { run })).rejects.toThrow('not sent')
      await elastic.es.connector.updateApiKeyId({ connector_id: before.id, api_key_id: 'by-hand' })
      await expect(core.run(ada, 'approval.resume', { run })).rejects.toMatchObject({
        code: 'connector.state',
      })

      expect(await isTaken(await secretOf(before.secretId))).toBe(true)
      expect(await liveKeys(before.id)).toEqual([before.apiKeyId])
    })
  })

  describe('the key of a self-managed connector', () => {
    it('is made when its requester collects it, and only they can', async () => {
      const { core, ada, grace, elastic } = team()
      const id = await selfManaged('collected')
      const answer = await core.run(ada, 'api-key.generate', { connector: id })
      expect(answer.state).toBe('ready')
      expect((await keyOf(id)).apiKeyId ?? null).toBe(null)
      const run = runOf(answer)
      await expect(core.run(grace, 'api-key.collect', { run })).rejects.toMatchObject({
        code: expect.any(String),
      })

      const key = await collect(run)
      expect((await keyOf(id)).apiKeyId).toBe(key.apiKeyId)
      expect(JSON.parse(key.connectorKeysFile.reveal())).toEqual({ [id]: key.apiKey.reveal() })
      expect(key.serviceConfig.reveal()).toContain(`connector_id: "${id}"`)
      await elastic.connectAs(key.apiKey).index({ index: 'search-collected', document: {} })
      expect(await everythingLogged()).not.toContain(key.apiKey.reveal())
    })

    it('is made anew when collecting was stopped, and the uncollected one is refused', async () => {
      const { core, ada, login } = team()
      const id = await selfManaged('stopped')
      const run = runOf(await core.run(ada, 'api-key.generate', { connector: id }))
      const dying = await login('ada', async (call, send) => {
        const answer = await send()
        if (call.path.endsWith('/_api_key_id')) throw new Error('killed')
        return answer
      })
      await expect(core.run(dying, 'api-key.collect', { run })).rejects.toThrow('killed')
      const lost = (await keyOf(id)).apiKeyId

      const key = await collect(run)
      expect(key.apiKeyId).not.toBe(lost)
      expect(await liveKeys(id)).toEqual([key.apiKeyId])
    })

    it('is replaced while the old one goes on working, until somebody cleans up', async () => {
      const { core, ada, grace } = team()
      const id = await selfManaged('replaced')
      const old = await collect(runOf(await core.run(ada, 'api-key.generate', { connector: id })))
      const run = await approve('api-key.rotate', id)
      expect((await core.run(ada, 'approval.execute', { run })).state).toBe('ready')
      const key = await collect(run)
      expect([await isTaken(old.apiKey), await isTaken(key.apiKey)]).toEqual([true, true])

      const seen = async (who: typeof ada) => {
        const answer = await core.run(who, 'api-key.clean-up', { connector: id }, { dryRun: true })
        return answer.state === 'planned' ? answer.plan : undefined
      }
      expect(await seen(ada)).toMatchObject({ changes: [{ what: `key ${old.apiKeyId}` }] })
      const cleaning = await approve('api-key.clean-up', id)
      // Who decides sees no keys of others, and must not be told that there is nothing.
      const shown = resultOf(await core.run(grace, 'approval.get', { run: cleaning }))
      expect(JSON.stringify(shown)).not.toContain('nothing to clean up')
      const { ended } = cleaned.parse(resultOf(await core.run(ada, 'approval.execute', { run: cleaning })))
      expect(ended).toEqual([old.apiKeyId])
      expect([await isTaken(old.apiKey), await isTaken(key.apiKey)]).toEqual([false, true])
    })
  })

  describe('converting a managed connector', () => {
    it('cancels its jobs, hands over a new key, and takes the old key and secret away', async () => {
      const { core, ada, elastic, connectorWithKey } = team()
      const before = await connectorWithKey('converted')
      const oldKey = await secretOf(before.secretId)
      const { id: job } = await elastic.es.connector.syncJobPost({ id: before.id })
      const run = await approve('connector.convert', before.id)
      expect((await core.run(ada, 'approval.execute', { run })).state).toBe('ready')
      expect((await elastic.es.connector.syncJobGet({ connector_sync_job_id: job })).status).toBe('canceled')

      const key = await collect(run)
      expect(await elastic.es.connector.get({ connector_id: before.id })).toMatchObject({
        is_native: false,
        api_key_id: key.apiKeyId,
      })
      expect([await isTaken(oldKey), await isTaken(key.apiKey)]).toEqual([false, true])
      await expect(elastic.es.connector.secretGet({ id: before.secretId })).rejects.toMatchObject({
        status: 404,
      })
      await expect(core.run(ada, 'connector.convert', { connector: before.id })).rejects.toMatchObject({
        code: 'connector.state',
      })
    })
  })

  describe('keys that no connector names', () => {
    const orphans = z.object({
      items: z.array(z.object({ apiKeyId: z.string(), why: z.string(), perhapsUsedBy: z.array(z.string()) })),
    })
    const look = async (...ids: string[]) => {
      const { core, ada } = team()
      const { items } = orphans.parse(resultOf(await core.run(ada, 'api-key.orphans', {})))
      return items.filter(({ apiKeyId }) => ids.includes(apiKeyId))
    }
    const end = async (keys: string) => {
      const { core, ada, grace } = team()
      const run = runOf(await core.run(ada, 'api-key.end-orphans', { keys }))
      await core.run(grace, 'approval.decide', { run, choice: 'approve' })
      return resultOf(await core.run(ada, 'approval.execute', { run }))
    }
    const refresh = () =>
      team().elastic.es.indices.refresh({ index: '.elastic-connectors*', expand_wildcards: 'all' })

    it('are found with why, and ended: those whose connector is gone together, others by their ids', async () => {
      const { core, ada, elastic, connectorWithKey } = team()
      const kept = await connectorWithKey('kept-with-key')
      const left = await connectorWithKey('left-behind')
      const made = await elastic.es.security.createApiKey({
        name: 'search-kept-with-key-connector',
        role_descriptors: {
          'search-kept-with-key-connector-role': {
            cluster: ['monitor'],
            indices: [{ names: ['search-kept-with-key', '.elastic-connectors*'], privileges: ['all'] }],
          },
        },
      })
      const stranger = await elastic.es.security.createApiKey({ name: 'no key of a connector' })
      // As somebody would who knows nothing of Patchbay: the key stays.
      await elastic.es.connector.delete({ connector_id: left.id })
      await refresh()

      expect(await look(kept.apiKeyId, stranger.id)).toEqual([])
      expect(await look(left.apiKeyId)).toMatchObject([{ why: 'its connector is gone', perhapsUsedBy: [] }])
      expect(await look(made.id)).toMatchObject([
        { why: expect.stringContaining('no connector names it'), perhapsUsedBy: ['kept-with-key'] },
      ])
      for (const id of [kept.apiKeyId, stranger.id, 'nosuch'])
        await expect(core.run(ada, 'api-key.end-orphans', { keys: id })).rejects.toMatchObject({
          code: 'target.not-found',
        })

      const { ended } = cleaned.parse(await end('gone'))
      expect(ended).toContain(left.apiKeyId)
      expect(ended).not.toContain(made.id)
      expect(cleaned.parse(await end(made.id))).toEqual({ ended: [made.id] })
      expect(await look(left.apiKeyId, made.id)).toEqual([])
      const { api_keys: keys } = await elastic.es.security.getApiKey()
      const invalidated = (id: string) => keys.find((key) => key.id === id)?.invalidated
      expect([kept.apiKeyId, stranger.id, left.apiKeyId, made.id].map(invalidated)).toEqual([
        false,
        false,
        true,
        true,
      ])
    })

    it('of a connector that is there are left to its own cleaning up', async () => {
      const { core, ada } = team()
      const id = await selfManaged('has-a-former-key')
      const old = await collect(runOf(await core.run(ada, 'api-key.generate', { connector: id })))
      const run = await approve('api-key.rotate', id)
      await core.run(ada, 'approval.execute', { run })
      await collect(run)
      await refresh()
      expect(await look(old.apiKeyId)).toMatchObject([{ why: 'its connector names another key' }])
      await expect(core.run(ada, 'api-key.end-orphans', { keys: old.apiKeyId })).rejects.toMatchObject({
        code: 'input.invalid',
        next: `\`patchbay api-key clean-up ${id}\` ends it.`,
      })
    })
  })

  it('the list says which key each connector has and whether it is valid', async () => {
    const { core, ada, elastic, connectorWithKey } = team()
    const { id, apiKeyId } = await connectorWithKey('listed')
    await elastic.es.indices.refresh({ index: '.elastic-connectors' })
    const look = async () =>
      listed
        .parse(resultOf(await core.run(ada, 'api-key.list', { query: 'listed' })))
        .items.find((item) => item.id === id)
    expect(await look()).toMatchObject({ apiKeyId, state: 'valid' })
    await elastic.es.security.invalidateApiKey({ ids: [apiKeyId] })
    expect(await look()).toMatchObject({ apiKeyId, state: 'invalidated' })
  })
}
