import { describe, expect, it } from 'vitest'
import { createRouter } from './create-router.ts'
import type { Route } from './route.ts'

const route = (method: Route['method'], path: string): Route => ({
  method,
  path,
  action: 'cluster:monitor/main',
  handle: () => ({ status: 200 }),
})
const router = createRouter([
  route('GET', '/'),
  route('GET', '/_search'),
  route('GET', '/{index}'),
  route('PUT', '/{index}'),
  route('GET', '/{index}/_doc/{id}'),
  route('PUT', '/_connector/{connector_id}/_check_in'),
])

describe('the router', () => {
  it('prefers fixed segments and binds the others, decoded', () => {
    expect(router('GET', '/_search')).toMatchObject({
      found: 'route',
      route: { path: '/_search' },
      params: {},
    })
    expect(router('GET', '/books')).toMatchObject({ params: { index: 'books' } })
    expect(router('GET', '/books/_doc/a%2Fb%20c')).toMatchObject({ params: { index: 'books', id: 'a/b c' } })
    expect(router('GET', '/books/_doc/constructor')).toMatchObject({ params: { id: 'constructor' } })
  })

  it('forgets slashes at the end and keeps empty segments inside', () => {
    expect(router('GET', '/books//')).toMatchObject({ params: { index: 'books' } })
    expect(router('PUT', '/_connector//_check_in')).toMatchObject({ params: { connector_id: '' } })
    expect(router('GET', '//_doc/1')).toMatchObject({ params: { index: '', id: '1' } })
    expect(router('GET', '/')).toMatchObject({ found: 'route', route: { path: '/' } })
  })

  it('tells an unknown path from an unknown method', () => {
    expect(router('GET', '/a/b/c/d')).toEqual({ found: 'nothing' })
    expect(router('DELETE', '/_search')).toEqual({ found: 'path', methods: ['GET'] })
    expect(router('POST', '/books')).toEqual({ found: 'path', methods: ['GET', 'PUT'] })
  })

  it('refuses broken escapes by their place, and takes bytes that are no UTF-8 as they come', () => {
    expect(() => router('GET', '/%zz')).toThrow("invalid escape sequence `%zz' at index 1 of: /%zz")
    expect(router('GET', '/books/_doc/%ff')).toMatchObject({ params: { id: '\uFFFD' } })
  })

  it('refuses two routes for the same thing', () => {
    expect(() => createRouter([route('GET', '/{a}'), route('GET', '/{b}')])).toThrow(
      'Two routes for GET /{b}.',
    )
  })
})
