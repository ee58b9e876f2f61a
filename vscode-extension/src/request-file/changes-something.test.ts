import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesSomething } from './changes-something.ts'

const changes = (line: string): boolean => {
  const [method = '', path = ''] = line.split(' ')
  return changesSomething({ method, path })
}

describe('changesSomething', () => {
  it.each([
    'GET /anything',
    'HEAD /a',
    'POST /_search',
    'POST /logs-*,desks/_search?size=0',
    'POST /_all/_count',
    'post /_mget',
    'POST /_msearch/template',
    'POST /_query',
    'POST /_sql',
    'POST /a/_termvectors/1',
    'POST /_ingest/pipeline/mine/_simulate',
    'POST /_security/user/_has_privileges',
    'POST /a/_pit?keep_alive=1m',
  ])('takes %s for a read', (line) => {
    expect(changes(line)).toBe(false)
  })

  it.each([
    'PUT /a',
    'PATCH /a',
    'DELETE /a',
    'POST /_bulk',
    'POST /a/_doc',
    'POST /a/_update_by_query',
    'POST /_reindex',
    'POST /_connector/_sync_job',
    'POST /something-new',
    'POST /',
    // Documents that bear the name of an API.
    'POST /a/_doc/_search',
    'POST /a/_create/_count',
    'POST /_connector/_search',
    // Paths that may be read as others.
    'POST /_search/../a/_doc',
    'POST /a/_doc/%2E%2e/x/_search',
    'POST /a%2F_doc/_search',
    'POST /a//_search',
    'POST /%5fsearch',
  ])('takes %s for a change', (line) => {
    expect(changes(line)).toBe(true)
  })

  it('takes every writing request to Kibana for a change', () => {
    expect(changesSomething({ method: 'POST', path: '/a/_search', service: 'kibana' })).toBe(true)
    expect(changesSomething({ method: 'GET', path: '/api/status', service: 'kibana' })).toBe(false)
  })

  it('takes whatever it does not know for a change', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('PUT', 'DELETE', 'PATCH'), (path, method) => {
        expect(changesSomething({ method, path })).toBe(true)
        expect(changesSomething({ method: 'POST', path: `/a/_doc/${path}` })).toBe(true)
      }),
    )
  })
})
