import { describe, expect, it } from 'vitest'
import { basic, refusal, refusalOf, runAs } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

export const userCases = (cluster: () => ClusterUnderTest) => {
  describe('authentication', () => {
    it('refuses a request without credentials and says what it would take', async () => {
      const answer = await cluster().send('GET', '/_security/_authenticate?pretty', { authorization: null })
      expect(refusalOf(answer)).toEqual({
        status: 401,
        type: 'security_exception',
        reason: 'missing authentication credentials for REST request [/_security/_authenticate?pretty]',
      })
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="security", charset="UTF-8", ApiKey')
    })

    it('refuses a wrong password and an unknown user in the same words', async () => {
      const { name } = await cluster().user({})
      for (const authorization of [basic(name, 'wrong-password'), basic('nobody-knows', 'wrong-password')]) {
        const user = Buffer.from(authorization.slice(6), 'base64').toString().split(':')[0]
        expect(refusalOf(await cluster().send('GET', '/', { authorization }))).toEqual({
          status: 401,
          type: 'security_exception',
          reason: `unable to authenticate user [${user}] for REST request [/]`,
        })
      }
    })

    it.each([
      ['an unknown API key', `ApiKey ${btoa('VuaCfGcBCdbkQm-e5aOx:ui2lp2axTNmsyakw9tvNnw')}`],
      ['an API key that is no base64', 'ApiKey %%%'],
      ['a scheme that it does not know', 'Digest x'],
    ])('refuses %s', async (_what, authorization) => {
      expect(refusalOf(await cluster().send('GET', '/', { authorization }))).toMatchObject({
        status: 401,
        type: 'security_exception',
      })
    })

    it('says who is signed in', async () => {
      const { name, es } = await cluster().user({ cluster: ['monitor'] })
      expect(await es.security.authenticate()).toEqual({
        username: name,
        roles: [name],
        full_name: null,
        email: null,
        metadata: {},
        enabled: true,
        authentication_realm: { name: 'default_native', type: 'native' },
        lookup_realm: { name: 'default_native', type: 'native' },
        authentication_type: 'realm',
      })
      expect(await cluster().elastic.security.authenticate()).toMatchObject({
        username: 'elastic',
        roles: ['superuser'],
        metadata: { _reserved: true },
        authentication_realm: { name: 'reserved', type: 'reserved' },
      })
    })
  })

  describe('users and roles', () => {
    it('creates, changes, lists and deletes a user', async () => {
      const { elastic, fresh } = cluster()
      const username = fresh('ada')
      const user = {
        username,
        roles: [],
        full_name: 'Ada',
        email: 'ada@example.org',
        metadata: { team: 'search' },
      }
      expect(await elastic.security.putUser({ ...user, password: 'correct-horse' })).toEqual({
        created: true,
      })
      expect(await elastic.security.putUser({ ...user, roles: ['r'] })).toEqual({ created: false })
      expect(await elastic.security.getUser({ username })).toEqual({
        [username]: { ...user, roles: ['r'], enabled: true },
      })
      expect(await elastic.security.deleteUser({ username })).toEqual({ found: true })
      expect((await cluster().send('GET', `/_security/user/${username}`)).status).toBe(404)
      expect((await cluster().send('DELETE', `/_security/user/${username}`)).body).toEqual({ found: false })
    })

    it('refuses a new user without a password, a short one, and a change of a reserved user', async () => {
      const { elastic, fresh } = cluster()
      const username = fresh('ada')
      expect(await refusal(elastic.security.putUser({ username, roles: [] }))).toMatchObject({
        status: 400,
        type: 'validation_exception',
      })
      expect(
        await refusal(elastic.security.putUser({ username, password: 'short', roles: [] })),
      ).toMatchObject({
        status: 400,
        type: 'validation_exception',
        reason: 'Validation Failed: 1: passwords must be at least [6] characters long;',
      })
      expect(await refusal(elastic.security.putUser({ username: 'elastic', roles: ['r'] }))).toMatchObject({
        status: 400,
      })
    })

    it('lets nobody in whose account is disabled, deleted or has another password now', async () => {
      const { elastic } = cluster()
      const { name, es } = await cluster().user({ cluster: ['monitor'] })
      await elastic.security.disableUser({ username: name })
      expect(await refusal(es.security.authenticate())).toMatchObject({ status: 401 })
      await elastic.security.enableUser({ username: name })
      await es.security.authenticate()
      await elastic.security.changePassword({ username: name, password: 'battery-staple' })
      expect(await refusal(es.security.authenticate())).toMatchObject({ status: 401 })
      const again = cluster().client({ username: name, password: 'battery-staple' })
      await again.security.authenticate()
      await elastic.security.deleteUser({ username: name })
      expect(await refusal(again.security.authenticate())).toMatchObject({ status: 401 })
    })

    it('creates, shows, changes and deletes a role', async () => {
      const { elastic, fresh } = cluster()
      const name = fresh('role')
      const indices = [{ names: ['a-*'], privileges: ['read' as const] }]
      expect(
        await elastic.security.putRole({ name, cluster: ['monitor'], indices, run_as: ['bob'] }),
      ).toEqual({
        role: { created: true },
      })
      expect(
        await elastic.security.putRole({ name, cluster: ['monitor'], indices, run_as: ['bob'] }),
      ).toEqual({
        role: { created: false },
      })
      expect((await elastic.security.getRole({ name }))[name]).toEqual({
        cluster: ['monitor'],
        indices: [{ names: ['a-*'], privileges: ['read'], allow_restricted_indices: false }],
        applications: [],
        run_as: ['bob'],
        metadata: {},
        transient_metadata: { enabled: true },
      })
      expect(await elastic.security.deleteRole({ name })).toEqual({ found: true })
      expect((await cluster().send('GET', `/_security/role/${name}`)).status).toBe(404)
      expect((await cluster().send('DELETE', `/_security/role/${name}`)).body).toEqual({ found: false })
    })

    it.each([
      ['cluster privilege', { cluster: ['no_such_privilege'] }],
      ['index privilege', { indices: [{ names: ['a'], privileges: ['no_such_privilege'] }] }],
    ])('refuses a role with an unknown %s', async (_what, body) => {
      const answer = await cluster().send('PUT', `/_security/role/${cluster().fresh('role')}`, { body })
      expect(refusalOf(answer)).toMatchObject({ status: 400, type: 'action_request_validation_exception' })
    })

    it('gives a user new rights as soon as a role changes', async () => {
      const { name, es } = await cluster().user({ cluster: [] })
      expect(await refusal(es.cluster.health())).toMatchObject({ status: 403 })
      await cluster().elastic.security.putRole({ name, cluster: ['monitor'] })
      await es.cluster.health()
      await cluster().elastic.security.putRole({ name, cluster: [] })
      expect(await refusal(es.cluster.health())).toMatchObject({
        status: 403,
        type: 'security_exception',
        reason:
          `action [cluster:monitor/health] is unauthorized for user [${name}] with effective roles [${name}], ` +
          'this action is granted by the cluster privileges [monitor,manage,all]',
      })
    })
  })

  describe('run-as', () => {
    it('acts with the rights and the name of the other user', async () => {
      const reader = await cluster().user({ cluster: ['monitor'] })
      const bot = await cluster().user({ run_as: [reader.name] })
      const asReader = cluster().client({ username: bot.name, password: bot.password }, runAs(reader.name))
      expect(await asReader.security.authenticate()).toMatchObject({
        username: reader.name,
        roles: [reader.name],
        authentication_type: 'realm',
      })
      await asReader.cluster.health()
      expect(await refusal(bot.es.cluster.health())).toMatchObject({ status: 403 })
    })

    it.each(['another user', 'nobody-knows'])('is refused for %s, in the same words', async (whom) => {
      const reader = await cluster().user({ cluster: ['monitor'] })
      const bot = await cluster().user({ run_as: ['somebody-else'] })
      const name = whom === 'another user' ? reader.name : whom
      const client = cluster().client({ username: bot.name, password: bot.password }, runAs(name))
      expect(await refusal(client.cluster.health())).toEqual({
        status: 403,
        type: 'security_exception',
        reason:
          `action [cluster:monitor/health] is unauthorized for user [${bot.name}] with effective roles ` +
          `[${bot.name}], because user [${bot.name}] is unauthorized to run as [${name}]`,
      })
    })

    it('is refused for a user who does not exist, even to those who may run as that name', async () => {
      const bot = await cluster().user({ run_as: ['somebody-else'] })
      const client = cluster().client({ username: bot.name, password: bot.password }, runAs('somebody-else'))
      expect(await refusal(client.cluster.health())).toMatchObject({
        status: 403,
        type: 'security_exception',
      })
    })
  })
}
