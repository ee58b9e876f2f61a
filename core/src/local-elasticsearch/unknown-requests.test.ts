import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from './test-server.ts'
import { startTestServer } from './test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.call('PUT', '/there', {})
})
afterAll(() => server.stop())

/** Endpoints that Elasticsearch has and local Elasticsearch hasn't. None may do as if. */
const elsewhere = `
  GET /_nodes
  GET /_nodes/stats
  GET /_cluster/state
  GET /_cluster/settings
  PUT /_cluster/settings
  GET /_tasks
  POST /_reindex
  POST /there/_update_by_query
  POST /_sql
  POST /_query
  GET /_template
  PUT /_template/t
  GET /_index_template/t
  PUT /_index_template/t
  PUT /_component_template/t
  GET /_snapshot
  PUT /_snapshot/r
  POST /there/_close
  POST /there/_open
  POST /there/_forcemerge
  POST /there/_flush
  PUT /there/_clone/other
  POST /there/_rollover
  GET /there/_termvectors/1
  GET /there/_explain/1
  GET /there/_validate/query
  GET /_field_caps
  GET /_analyze
  PUT /_scripts/s
  GET /_search/template
  POST /_render/template
  POST /_async_search
  GET /_ml/anomaly_detectors
  PUT /_ilm/policy/p
  PUT /_inference/text_embedding/e
  PUT /_transform/t
  PUT /_watcher/watch/w
  PUT /_enrich/policy/p
  GET /_cat/nodes
  GET /_cat/shards
  GET /_cat/templates
  GET /_security/role_mapping
  PUT /_security/role_mapping/m
  PUT /_security/privilege
  POST /_security/oauth2/token
  GET /_security/service
  GET /_security/_query/user
  POST /_security/profile/_activate
  GET /_ingest/processor/grok
  GET /_ingest/geoip/stats
  GET /_connector/x/_nosuch
  PUT /_data_stream/d
  GET /_resolve/index/there
  GET /_xpack
  POST /_license/start_trial
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(' '))

describe('what local Elasticsearch does not know', () => {
  it.each(elsewhere)('is refused by name: %s %s', async (method = '', path = '') => {
    const { status, text } = await server.call(method, path, method === 'GET' ? undefined : {})
    expect([400, 405]).toContain(status)
    // What Elasticsearch takes for the name of an index is refused as one.
    const named = [`uri [${path}]`, `Invalid index name [${path.slice(1)}]`]
    expect(named.some((name) => text.includes(name))).toBe(true)
  })

  it.each([
    ['GET', '/'],
    ['GET', '/_cluster/health'],
    ['GET', '/_cat/indices'],
    ['GET', '/_stats'],
    ['GET', '/there'],
    ['PUT', '/new'],
    ['DELETE', '/there'],
    ['GET', '/there/_mapping'],
    ['PUT', '/there/_mapping'],
    ['GET', '/there/_settings'],
    ['POST', '/there/_refresh'],
    ['GET', '/there/_doc/1'],
    ['PUT', '/there/_doc/1'],
    ['POST', '/there/_doc'],
    ['POST', '/there/_update/1'],
    ['DELETE', '/there/_doc/1'],
    ['POST', '/_bulk'],
    ['POST', '/_mget'],
    ['POST', '/there/_search'],
    ['POST', '/_msearch'],
    ['POST', '/there/_count'],
    ['POST', '/there/_pit'],
    ['POST', '/_search/scroll'],
    ['POST', '/there/_delete_by_query'],
    ['GET', '/_ingest/pipeline'],
    ['PUT', '/_ingest/pipeline/p'],
    ['POST', '/_ingest/pipeline/_simulate'],
    ['GET', '/_license'],
    ['GET', '/_security/_authenticate'],
    ['GET', '/_security/user'],
    ['PUT', '/_security/user/u'],
    ['GET', '/_security/role'],
    ['PUT', '/_security/role/r'],
    ['GET', '/_security/api_key'],
    ['POST', '/_security/api_key'],
    ['POST', '/_security/_query/api_key'],
    ['POST', '/_security/user/_has_privileges'],
    ['GET', '/_connector'],
    ['POST', '/_connector'],
    ['GET', '/_connector/_sync_job'],
    ['POST', '/_connector/_secret'],
  ])('is refused as a parameter of %s %s, and nothing is done', async (method, path) => {
    const { status, text } = await server.call(
      method,
      `${path}?nosuch_parameter=1`,
      method === 'GET' ? undefined : {},
    )
    expect(status).toBe(400)
    expect(text).toContain(`request [${path}] contains unrecognized parameter: [nosuch_parameter]`)
    expect((await server.call('GET', '/there')).status).toBe(200)
  })
})
