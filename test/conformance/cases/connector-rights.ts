import type { Client } from '@elastic/elasticsearch'
import { beforeAll, describe, expect, it } from 'vitest'
import { refusal, refusalOf, runAs } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

/** Who may do what with connectors, in 8.x: a cluster privilege and, beside it, rights on the connector indices. */
export const connectorRightsCases = (cluster: () => ClusterUnderTest) => {
  const indices = (...privileges: ('read' | 'write')[]) => [{ names: ['.elastic-connectors*'], privileges }]

  describe('rights on connectors', () => {
    let connector_id = ''
    const forbidden = { status: 403, type: 'security_exception' }
    const reads = (es: Client) => es.connector.get({ connector_id })
    const writes = (es: Client) => es.connector.updateName({ connector_id, name: `Name ${Math.random()}` })

    beforeAll(async () => {
      connector_id = (await cluster().elastic.connector.post({ name: 'Guarded' })).id
    })

    it('are none without a privilege', async () => {
      const { name, es } = await cluster().user({ indices: indices('read', 'write') })
      expect(await refusal(reads(es))).toMatchObject({
        ...forbidden,
        reason: expect.stringContaining(
          `action [cluster:admin/xpack/connector/get] is unauthorized for user [${name}] with effective roles [${name}]`,
        ),
      })
    })

    it('need both the cluster privilege and the index', async () => {
      const { name, es } = await cluster().user({ cluster: ['manage_connector'] })
      expect(await refusal(reads(es))).toMatchObject({
        ...forbidden,
        reason: expect.stringContaining(
          `action [indices:data/read/get] is unauthorized for user [${name}] with effective roles [${name}] ` +
            'on indices [.elastic-connectors-v1]',
        ),
      })
    })

    it('let a reader read and a manager change', async () => {
      const reader = await cluster().user({ cluster: ['monitor_connector'], indices: indices('read') })
      expect(await reads(reader.es)).toMatchObject({ id: connector_id })
      await reader.es.connector.list()
      await reader.es.connector.syncJobList()
      expect(await refusal(writes(reader.es))).toMatchObject(forbidden)
      expect(await refusal(reader.es.connector.delete({ connector_id }))).toMatchObject(forbidden)
      const manager = await cluster().user({
        cluster: ['manage_connector'],
        indices: indices('read', 'write'),
      })
      expect(await writes(manager.es)).toEqual({ result: 'updated' })
    })

    it('are those of the other user under run-as', async () => {
      const reader = await cluster().user({ cluster: ['monitor_connector'], indices: indices('read') })
      const bot = await cluster().user({ run_as: [reader.name] })
      const login = { username: bot.name, password: bot.password }
      expect(await reads(cluster().client(login, runAs(reader.name)))).toMatchObject({ id: connector_id })
      expect(await refusal(writes(cluster().client(login, runAs(reader.name))))).toMatchObject(forbidden)
      expect(await refusal(reads(bot.es))).toMatchObject(forbidden)
      expect(await refusal(reads(cluster().client(login, runAs('elastic'))))).toEqual({
        ...forbidden,
        reason:
          `action [cluster:admin/xpack/connector/get] is unauthorized for user [${bot.name}] with effective roles ` +
          `[${bot.name}], because user [${bot.name}] is unauthorized to run as [elastic]`,
      })
    })

    it('are those of an API key, until it is invalidated', async () => {
      const { elastic, client, fresh } = cluster()
      const key = await elastic.security.createApiKey({
        name: fresh('worker'),
        role_descriptors: { r: { cluster: ['monitor_connector'], indices: indices('read') } },
      })
      const es = client({ apiKey: key.encoded })
      expect(await reads(es)).toMatchObject({ id: connector_id })
      expect(await refusal(writes(es))).toMatchObject(forbidden)
      await elastic.security.invalidateApiKey({ ids: [key.id] })
      expect(await refusal(reads(es))).toMatchObject({ status: 401, type: 'security_exception' })
    })

    it('are none for a stranger', async () => {
      const answer = await cluster().send('GET', '/_connector', { authorization: null })
      expect(refusalOf(answer)).toEqual({
        status: 401,
        type: 'security_exception',
        reason: 'missing authentication credentials for REST request [/_connector]',
      })
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="security", charset="UTF-8", ApiKey')
    })
  })

  describe('connector secrets', () => {
    it('are put, read, replaced and deleted', async () => {
      const { elastic } = cluster()
      const { id } = await elastic.connector
        .secretPost({ body: { value: 'first' } })
        .then((made) => made as { id: string })
      expect(await elastic.connector.secretGet({ id })).toEqual({ id, value: 'first' })
      expect(await elastic.connector.secretPut({ id, body: { value: 'second' } })).toEqual({
        result: 'updated',
      })
      expect(await elastic.connector.secretGet({ id })).toEqual({ id, value: 'second' })
      expect(await elastic.connector.secretDelete({ id })).toEqual({ deleted: true })
      expect(await refusal(elastic.connector.secretGet({ id }))).toEqual({
        status: 404,
        type: 'resource_not_found_exception',
        reason: `No secret with id [${id}]`,
      })
    })

    it('are refused when empty', async () => {
      for (const body of [{ value: '' }, {}, { value: 'x', nonsense: 1 }]) {
        expect((await cluster().send('POST', '/_connector/_secret', { body })).status).toBe(400)
      }
    })

    it('are written by some, read by others, and reached by no pattern', async () => {
      const writer = await cluster().user({ cluster: ['write_connector_secrets'] })
      const reader = await cluster().user({ cluster: ['read_connector_secrets'] })
      const manager = await cluster().user({
        cluster: ['manage_connector'],
        indices: [{ names: ['*'], privileges: ['all'] }],
      })
      const id = cluster().fresh('secret')
      expect(await writer.es.connector.secretPut({ id, body: { value: 'x' } })).toEqual({ result: 'created' })
      expect(await reader.es.connector.secretGet({ id })).toEqual({ id, value: 'x' })
      expect(await refusal(writer.es.connector.secretGet({ id }))).toMatchObject({ status: 403 })
      expect(await refusal(reader.es.connector.secretPut({ id, body: { value: 'y' } }))).toMatchObject({
        status: 403,
      })
      expect(await refusal(manager.es.connector.secretGet({ id }))).toMatchObject({ status: 403 })
      expect(await refusal(manager.es.search({ index: '.connector-secrets' }))).toEqual({
        status: 403,
        type: 'security_exception',
        reason:
          `action [indices:data/read/search] is unauthorized for user [${manager.name}] with effective roles ` +
          `[${manager.name}] on restricted indices [.connector-secrets], this action is granted by the index privileges ` +
          '[read,all]',
      })
      expect(await refusal(manager.es.get({ index: '.connector-secrets-1', id }))).toMatchObject({
        status: 403,
      })
    })
  })
}
