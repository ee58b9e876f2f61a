import { describe, expect, it } from 'vitest'
import { refusal, refusalOf, runAs } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

export const privilegeCases = (cluster: () => ClusterUnderTest) =>
  describe('_has_privileges', () => {
    const ask = (body: unknown) => cluster().send('POST', '/_security/user/_has_privileges', { body })

    it('answers one by one for what was asked', async () => {
      const { name, es } = await cluster().user({
        cluster: ['monitor', 'manage_connector'],
        indices: [{ names: ['search-*'], privileges: ['read', 'create_index'] }],
      })
      expect(
        await es.security.hasPrivileges({
          cluster: [
            'monitor',
            'manage_connector',
            'monitor_connector',
            'manage_api_key',
            'read_connector_secrets',
          ],
          index: [
            { names: ['search-a', 'other'], privileges: ['read', 'write', 'create_index', 'all'] },
            { names: ['search-a'], privileges: ['view_index_metadata'] },
          ],
        }),
      ).toEqual({
        username: name,
        has_all_requested: false,
        cluster: {
          monitor: true,
          manage_connector: true,
          monitor_connector: true,
          manage_api_key: false,
          read_connector_secrets: false,
        },
        index: {
          'search-a': {
            read: true,
            write: false,
            create_index: true,
            all: false,
            view_index_metadata: false,
          },
          other: { read: false, write: false, create_index: false, all: false },
        },
        application: {},
      })
    })

    it('knows the superuser', async () => {
      const answer = await cluster().elastic.security.hasPrivileges({
        cluster: ['all', 'manage_security', 'write_connector_secrets'],
        index: [{ names: ['anything', '*'], privileges: ['all'] }],
      })
      expect(answer.has_all_requested).toBe(true)
    })

    it('takes raw actions beside names', async () => {
      const append = ['indices:data/write/index:op_type/create', 'indices:data/write/bulk*']
      const { es } = await cluster().user({
        cluster: ['cluster:admin/xpack/connector/get'],
        indices: [{ names: ['log'], privileges: [...append, 'read'] }],
      })
      const answer = await es.security.hasPrivileges({
        cluster: ['cluster:admin/xpack/connector/get', 'cluster:admin/xpack/connector/put'],
        index: [
          {
            names: ['log'],
            privileges: [
              ...append,
              'indices:data/read/get',
              'indices:data/write/update',
              'create_doc',
              'index',
              'read',
            ],
          },
        ],
      })
      expect(answer).toMatchObject({
        cluster: { 'cluster:admin/xpack/connector/get': true, 'cluster:admin/xpack/connector/put': false },
        index: {
          log: {
            'indices:data/write/index:op_type/create': true,
            'indices:data/write/bulk*': true,
            'indices:data/read/get': true,
            'indices:data/write/update': false,
            create_doc: false,
            index: false,
            read: true,
          },
        },
      })
    })

    it('counts a right on more as a right on less, and not the other way', async () => {
      const { es } = await cluster().user({ indices: [{ names: ['logs-a*'], privileges: ['write'] }] })
      const answer = await es.security.hasPrivileges({
        index: [{ names: ['logs-a*', 'logs-ab*', 'logs-*', 'logs-a'], privileges: ['index', 'write'] }],
      })
      expect(answer.index).toEqual({
        'logs-a*': { index: true, write: true },
        'logs-ab*': { index: true, write: true },
        'logs-*': { index: false, write: false },
        'logs-a': { index: true, write: true },
      })
    })

    it('counts rights of several roles together', async () => {
      const { elastic, client, fresh } = cluster()
      const [one, two] = [fresh('role'), fresh('role')]
      await elastic.security.putRole({ name: one, indices: [{ names: ['x'], privileges: ['index'] }] })
      await elastic.security.putRole({ name: two, indices: [{ names: ['x'], privileges: ['delete'] }] })
      const username = fresh('user')
      await elastic.security.putUser({ username, password: 'correct-horse', roles: [one, two] })
      const es = client({ username, password: 'correct-horse' })
      const answer = await es.security.hasPrivileges({
        index: [{ names: ['x'], privileges: ['index', 'delete', 'read'] }],
      })
      expect(answer.index).toEqual({ x: { index: true, delete: true, read: false } })
    })

    it('keeps restricted indices from patterns that do not ask for them', async () => {
      const names = ['.connector-secrets-1', '.security-7']
      const plain = await cluster().user({ indices: [{ names: ['*'], privileges: ['all'] }] })
      const answer = await plain.es.security.hasPrivileges({
        index: [{ names: [...names, 'anything'], privileges: ['read'] }],
      })
      expect(answer.index).toEqual({
        '.connector-secrets-1': { read: false },
        '.security-7': { read: false },
        anything: { read: true },
      })
      const special = await cluster().user({
        indices: [{ names: ['.connector-secrets*'], privileges: ['read'], allow_restricted_indices: true }],
      })
      const allowed = await special.es.security.hasPrivileges({ index: [{ names, privileges: ['read'] }] })
      expect(allowed.index).toEqual({
        '.connector-secrets-1': { read: true },
        '.security-7': { read: false },
      })
    })

    it('answers for the other user under run-as, and for an API key', async () => {
      const { client, fresh, elastic } = cluster()
      const ada = await cluster().user({ cluster: ['monitor'] })
      const bot = await cluster().user({ run_as: [ada.name] })
      const asAda = client({ username: bot.name, password: bot.password }, runAs(ada.name))
      expect(await asAda.security.hasPrivileges({ cluster: ['monitor'] })).toMatchObject({
        username: ada.name,
        has_all_requested: true,
      })
      const key = await elastic.security.createApiKey({
        name: fresh('key'),
        role_descriptors: { r: { indices: [{ names: ['a'], privileges: ['read'] }] } },
      })
      const answer = await client({ apiKey: key.encoded }).security.hasPrivileges({
        cluster: ['monitor'],
        index: [{ names: ['a', 'b'], privileges: ['read'] }],
      })
      expect(answer).toMatchObject({
        username: 'elastic',
        has_all_requested: false,
        cluster: { monitor: false },
        index: { a: { read: true }, b: { read: false } },
      })
    })

    it('answers about others only to those who may read security', async () => {
      const ada = await cluster().user({ cluster: ['monitor'] })
      const eve = await cluster().user({ cluster: [] })
      expect(await ada.es.security.hasPrivileges({ user: ada.name, cluster: ['monitor'] })).toMatchObject({
        has_all_requested: true,
      })
      expect(
        await refusal(eve.es.security.hasPrivileges({ user: ada.name, cluster: ['monitor'] })),
      ).toMatchObject({
        status: 403,
      })
    })

    it.each([
      ['an unknown cluster privilege', { cluster: ['no_such_privilege'] }, 'illegal_argument_exception'],
      [
        'an unknown index privilege',
        { index: [{ names: ['a'], privileges: ['no_such_privilege'] }] },
        'illegal_argument_exception',
      ],
      ['nothing at all', {}, 'parse_exception'],
      ['an unknown field', { nonsense: [] }, 'parse_exception'],
      ['no body', undefined, 'parse_exception'],
    ])('refuses %s', async (_what, body, type) => {
      expect(refusalOf(await ask(body))).toMatchObject({ status: 400, type })
    })
  })
