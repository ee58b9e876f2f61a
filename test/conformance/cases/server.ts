import { describe, expect, it } from 'vitest'
import { basic, refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

export const serverCases = (cluster: () => ClusterUnderTest) =>
  describe('server', () => {
    it('says who it is, as an Elasticsearch 8', async () => {
      const info = await cluster().elastic.info()
      expect(info).toMatchObject({
        name: expect.any(String),
        cluster_name: expect.any(String),
        cluster_uuid: expect.stringMatching(/^[\w-]{22}$/),
        version: {
          number: expect.stringMatching(/^8\.\d+\.\d+$/),
          build_flavor: 'default',
          build_snapshot: false,
          lucene_version: expect.any(String),
          minimum_wire_compatibility_version: expect.any(String),
          minimum_index_compatibility_version: expect.any(String),
        },
        tagline: 'You Know, for Search',
      })
      expect(await cluster().elastic.ping()).toBe(true)
    })

    it('names the product on what it grants, and not on what it refuses for lack of rights', async () => {
      expect((await cluster().send('GET', '/')).headers.get('x-elastic-product')).toBe('Elasticsearch')
      expect(
        (await cluster().send('GET', '/', { authorization: null })).headers.get('x-elastic-product'),
      ).toBeNull()
      const { name, password } = await cluster().user({ cluster: [] })
      const refused = await cluster().send('GET', '/_cluster/health', {
        authorization: basic(name, password),
      })
      expect(refused.status).toBe(403)
      expect(refused.headers.get('x-elastic-product')).toBeNull()
    })

    it('speaks the media type of the client, which asks for compatibility', async () => {
      const type = 'application/vnd.elasticsearch+json;compatible-with=8'
      const answer = await cluster().send('GET', '/', { headers: { accept: type } })
      expect(answer.headers.get('content-type')).toBe(type)
      expect((await cluster().send('GET', '/')).headers.get('content-type')).toBe('application/json')
    })

    it('refuses a body whose media type it does not know', async () => {
      const answer = await cluster().send('POST', '/x/_search', {
        body: '{}',
        headers: { 'content-type': 'text/html' },
      })
      expect(answer.status).toBe(406)
    })

    it('refuses a parameter that it does not know, by name', async () => {
      expect(refusalOf(await cluster().send('GET', '/_security/_authenticate?nonsense=1'))).toMatchObject({
        status: 400,
        type: 'illegal_argument_exception',
        reason: 'request [/_security/_authenticate] contains unrecognized parameter: [nonsense]',
      })
    })

    it('refuses two parameters that it does not know, both by name', async () => {
      expect(refusalOf(await cluster().send('GET', '/?one=1&two=2'))).toMatchObject({
        status: 400,
        reason: 'request [/] contains unrecognized parameters: [one], [two]',
      })
    })

    it('refuses an endpoint that it does not know', async () => {
      const answer = await cluster().send('GET', '/_security/nothing/here/at/all')
      expect(answer.status).toBe(400)
      expect(answer.body).toEqual({
        error: 'no handler found for uri [/_security/nothing/here/at/all] and method [GET]',
      })
    })

    it('refuses a method that the endpoint does not have, and names those that it has', async () => {
      const answer = await cluster().send('DELETE', '/_security/_authenticate')
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toBe('GET')
      expect(answer.body).toEqual({
        error: 'Incorrect HTTP method for uri [/_security/_authenticate] and method [DELETE], allowed: [GET]',
        status: 405,
      })
    })

    it('refuses JSON that breaks off', async () => {
      const index = cluster().fresh('server')
      const answer = await cluster().send('POST', `/${index}/_doc`, { body: '{"a": ' })
      expect(refusalOf(answer)).toMatchObject({ status: 400, type: 'document_parsing_exception' })
    })

    it('filters its answer and sets it out for people when asked', async () => {
      expect((await cluster().send('GET', '/?filter_path=tagline')).body).toEqual({
        tagline: 'You Know, for Search',
      })
      expect((await cluster().send('GET', '/?pretty&human&error_trace=false')).status).toBe(200)
    })
  })
