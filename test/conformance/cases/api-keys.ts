import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { basic, refusal, refusalOf, runAs } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

export const apiKeyCases = (cluster: () => ClusterUnderTest) =>
  describe('API keys', () => {
    const readOnly = (index: string) => ({
      'reads-one-index': {
        cluster: ['monitor' as const],
        indices: [{ names: [index], privileges: ['read' as const] }],
      },
    })

    it('gives a key whose encoded form signs in, and shows it without its secret', async () => {
      const { elastic, client, fresh } = cluster()
      const name = fresh('key')
      const made = await elastic.security.createApiKey({
        name,
        metadata: { run: '1' },
        role_descriptors: readOnly('a'),
      })
      expect(made).toEqual({
        id: expect.stringMatching(/^[\w-]{20}$/),
        name,
        api_key: expect.stringMatching(/^[\w-]{22}$/),
        encoded: btoa(`${made.id}:${made.api_key}`),
      })
      expect(await client({ apiKey: made.encoded }).security.authenticate()).toEqual({
        username: 'elastic',
        roles: [],
        full_name: null,
        email: null,
        metadata: { _reserved: true },
        enabled: true,
        authentication_realm: { name: '_es_api_key', type: '_es_api_key' },
        lookup_realm: { name: '_es_api_key', type: '_es_api_key' },
        authentication_type: 'api_key',
        api_key: { id: made.id, name },
      })
      expect((await elastic.security.getApiKey({ id: made.id })).api_keys).toEqual([
        {
          id: made.id,
          name,
          type: 'rest',
          creation: expect.any(Number),
          invalidated: false,
          username: 'elastic',
          realm: 'reserved',
          realm_type: 'reserved',
          metadata: { run: '1' },
          role_descriptors: {
            'reads-one-index': {
              cluster: ['monitor'],
              indices: [{ names: ['a'], privileges: ['read'], allow_restricted_indices: false }],
              applications: [],
              run_as: [],
              metadata: {},
              transient_metadata: { enabled: true },
            },
          },
        },
      ])
    })

    it('is limited to what its descriptors name, and the refusal names key, owner, index and what would do', async () => {
      const { elastic, client, fresh } = cluster()
      const [mine, other] = [fresh('mine'), fresh('other')]
      for (const index of [mine, other]) await elastic.index({ index, document: { a: 1 }, refresh: true })
      const made = await elastic.security.createApiKey({
        name: fresh('key'),
        role_descriptors: readOnly(mine),
      })
      const es = client({ apiKey: made.encoded })
      expect((await es.count({ index: mine })).count).toBe(1)
      expect(await refusal(es.search({ index: other }))).toEqual({
        status: 403,
        type: 'security_exception',
        reason:
          `action [indices:data/read/search] is unauthorized for API key id [${made.id}] of user [elastic] ` +
          `on indices [${other}], this action is granted by the index privileges [read,all]`,
      })
      expect(await refusal(es.index({ index: mine, document: {} }))).toMatchObject({ status: 403 })
      expect(await refusal(es.security.getUser())).toMatchObject({ status: 403 })
    })

    it('never has more than its owner had when it was made, and keeps that when the owner goes', async () => {
      const { elastic, client, fresh } = cluster()
      const index = fresh('owned')
      await elastic.index({ index, document: {}, refresh: true })
      const owner = await cluster().user({
        cluster: ['manage_own_api_key'],
        indices: [{ names: [index], privileges: ['read'] }],
      })
      const wide = {
        all: { cluster: ['all' as const], indices: [{ names: ['*'], privileges: ['all' as const] }] },
      }
      const made = await owner.es.security.createApiKey({ name: fresh('key'), role_descriptors: wide })
      const es = client({ apiKey: made.encoded })
      expect((await es.count({ index })).count).toBe(1)
      expect(await refusal(es.index({ index, document: {} }))).toMatchObject({ status: 403 })
      expect(await refusal(es.cluster.health())).toMatchObject({ status: 403 })
      const shown = await elastic.security.getApiKey({ id: made.id, with_limited_by: true })
      expect(shown.api_keys[0]?.limited_by?.[0]?.[owner.name]).toMatchObject({
        cluster: ['manage_own_api_key'],
      })
      await elastic.security.putRole({ name: owner.name, cluster: [] })
      expect((await es.count({ index })).count).toBe(1)
      await elastic.security.deleteUser({ username: owner.name })
      expect((await es.count({ index })).count).toBe(1)
    })

    it('without descriptors has what its owner has', async () => {
      const owner = await cluster().user({ cluster: ['manage_own_api_key', 'monitor'] })
      const made = await owner.es.security.createApiKey({ name: 'plain' })
      const health = await cluster().client({ apiKey: made.encoded }).cluster.health()
      expect(health.timed_out).toBe(false)
    })

    it('is refused at once after it was invalidated, and a second time invalidates nothing', async () => {
      const { elastic, client, fresh } = cluster()
      const made = await elastic.security.createApiKey({ name: fresh('key') })
      const es = client({ apiKey: made.encoded })
      await es.security.authenticate()
      expect(await elastic.security.invalidateApiKey({ ids: [made.id] })).toEqual({
        invalidated_api_keys: [made.id],
        previously_invalidated_api_keys: [],
        error_count: 0,
      })
      expect(await refusal(es.security.authenticate())).toMatchObject({
        status: 401,
        type: 'security_exception',
      })
      expect(await elastic.security.invalidateApiKey({ ids: [made.id] })).toEqual({
        invalidated_api_keys: [],
        previously_invalidated_api_keys: [],
        error_count: 0,
      })
      const shown = await elastic.security.getApiKey({ id: made.id })
      expect(shown.api_keys[0]).toMatchObject({ invalidated: true, invalidation: expect.any(Number) })
      const active = await elastic.security.getApiKey({ name: made.name, active_only: true })
      expect(active.api_keys).toEqual([])
    })

    it('invalidates by name, all of that name', async () => {
      const { elastic, fresh } = cluster()
      const name = fresh('twins')
      const made = [
        await elastic.security.createApiKey({ name }),
        await elastic.security.createApiKey({ name }),
      ]
      const answer = await elastic.security.invalidateApiKey({ name })
      expect(answer.invalidated_api_keys.toSorted()).toEqual(made.map((key) => key.id).toSorted())
    })

    it('expires', async () => {
      const { elastic, client, fresh } = cluster()
      const made = await elastic.security.createApiKey({ name: fresh('key'), expiration: '3s' })
      expect(made.expiration).toBeGreaterThan(Date.now() - 60_000)
      const es = client({ apiKey: made.encoded })
      await es.security.authenticate()
      await sleep(3_200)
      expect(await refusal(es.security.authenticate())).toMatchObject({
        status: 401,
        type: 'security_exception',
      })
    })

    it('may make a key without rights, and none with rights', async () => {
      const { elastic, client, fresh } = cluster()
      const maker = await elastic.security.createApiKey({
        name: fresh('maker'),
        role_descriptors: { makes: { cluster: ['manage_own_api_key'] } },
      })
      const es = client({ apiKey: maker.encoded })
      expect(
        await refusal(es.security.createApiKey({ name: 'derived', role_descriptors: readOnly('a') })),
      ).toMatchObject({
        status: 400,
        type: 'illegal_argument_exception',
        reason:
          'creating derived api keys requires an explicit role descriptor that is empty (has no privileges)',
      })
      expect(await refusal(es.security.createApiKey({ name: 'derived' }))).toMatchObject({ status: 400 })
      const derived = await es.security.createApiKey({
        name: 'derived',
        role_descriptors: { none: { cluster: [] } },
      })
      expect(await refusal(client({ apiKey: derived.encoded }).cluster.health())).toMatchObject({
        status: 403,
      })
    })

    it('made under run-as belongs to the other user', async () => {
      const { client } = cluster()
      const ada = await cluster().user({ cluster: ['manage_own_api_key', 'monitor'] })
      const bot = await cluster().user({ run_as: [ada.name] })
      const asAda = client({ username: bot.name, password: bot.password }, runAs(ada.name))
      const made = await asAda.security.createApiKey({ name: 'for-ada' })
      expect(await client({ apiKey: made.encoded }).security.authenticate()).toMatchObject({
        username: ada.name,
      })
    })

    it('of a service may run as a person', async () => {
      const { client } = cluster()
      const ada = await cluster().user({ cluster: ['monitor'] })
      const service = await cluster().user({ cluster: ['manage_own_api_key'], run_as: [ada.name] })
      const made = await service.es.security.createApiKey({
        name: 'bot',
        role_descriptors: { runs: { run_as: [ada.name] } },
      })
      const asAda = client({ apiKey: made.encoded }, runAs(ada.name))
      expect(await asAda.security.authenticate()).toMatchObject({ username: ada.name, roles: [ada.name] })
      await asAda.cluster.health()
      const asOther = client({ apiKey: made.encoded }, runAs(service.name))
      expect(await refusal(asOther.cluster.health())).toMatchObject({
        status: 403,
        reason:
          `action [cluster:monitor/health] is unauthorized for API key id [${made.id}] of user [${service.name}], ` +
          `because API key id [${made.id}] of user [${service.name}] is unauthorized to run as [${service.name}]`,
      })
    })

    it('is seen and invalidated by its owner, and by nobody with as few rights', async () => {
      const ada = await cluster().user({ cluster: ['manage_own_api_key'] })
      const eve = await cluster().user({ cluster: ['manage_own_api_key'] })
      const made = await ada.es.security.createApiKey({ name: 'own' })
      expect((await ada.es.security.getApiKey({ owner: true })).api_keys.map((key) => key.id)).toEqual([
        made.id,
      ])
      expect((await eve.es.security.getApiKey({ owner: true })).api_keys).toEqual([])
      expect(await refusal(eve.es.security.getApiKey({ id: made.id }))).toMatchObject({ status: 403 })
      expect(await refusal(eve.es.security.invalidateApiKey({ ids: [made.id] }))).toMatchObject({
        status: 403,
      })
      expect((await eve.es.security.invalidateApiKey({ owner: true })).invalidated_api_keys).toEqual([])
      expect(
        (await ada.es.security.invalidateApiKey({ owner: true, ids: [made.id] })).invalidated_api_keys,
      ).toEqual([made.id])
    })

    it('needs a right and a name, and says what is missing', async () => {
      const nobody = await cluster().user({ cluster: [] })
      expect(await refusal(nobody.es.security.createApiKey({ name: 'x' }))).toEqual({
        status: 403,
        type: 'security_exception',
        reason:
          `action [cluster:admin/xpack/security/api_key/create] is unauthorized for user [${nobody.name}] with effective ` +
          `roles [${nobody.name}], this action is granted by the cluster privileges ` +
          '[manage_own_api_key,manage_api_key,manage_security,all]',
      })
      const send = (body: unknown) => cluster().send('POST', '/_security/api_key', { body })
      expect(refusalOf(await send({}))).toMatchObject({ status: 400, type: 'illegal_argument_exception' })
      expect(refusalOf(await send({ name: 'x', nonsense: 1 }))).toMatchObject({ status: 400 })
      expect(
        refusalOf(await send({ name: 'x', role_descriptors: { r: { cluster: ['nonsense'] } } })),
      ).toMatchObject({
        status: 400,
      })
      const unknown = await cluster().send('GET', '/_security/api_key?id=unknown', {
        authorization: basic('elastic', 'wrong-password'),
      })
      expect(unknown.status).toBe(401)
      expect((await cluster().send('GET', '/_security/api_key?id=unknown')).body).toEqual({ api_keys: [] })
    })
  })
