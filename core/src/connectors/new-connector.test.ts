import { describe, expect, it } from 'vitest'
import { askedIndex, indexBase, isManaged, newConnectorInput, requireServiceType } from './new-connector.ts'

const cluster = (version: string) => ({ name: 'test', uuid: 'u', version, local: true, stricter: [] })
const asked = (more: object) => newConnectorInput.parse({ serviceType: 'postgresql', ...more })

describe('a new connector', () => {
  it('is managed on 8.x where Elastic ran it, unless somebody says otherwise', () => {
    expect(isManaged(asked({}), cluster('8.17.10'))).toBe(true)
    expect(isManaged(asked({}), cluster('9.1.0'))).toBe(false)
    expect(isManaged(asked({ managed: false }), cluster('8.17.10'))).toBe(false)
    expect(isManaged(asked({ serviceType: 'dir' }), cluster('8.17.10'))).toBe(false)
  })

  it('has an index under the prefix of its kind', () => {
    expect(askedIndex(asked({ indexName: 'products' }), cluster('8.17.10'))).toBe('search-products')
    expect(askedIndex(asked({ indexName: 'products', managed: true }), cluster('9.1.0'))).toBe(
      'content-products',
    )
    expect(askedIndex(asked({ indexName: 'products', managed: false }), cluster('8.17.10'))).toBe('products')
    expect(indexBase(asked({}), 'Our Products', cluster('8.17.10'))).toBe('search-our-products')
    expect(indexBase(asked({ managed: false }), 'Our Products', cluster('8.17.10'))).toBe(
      'connector-our-products',
    )
  })

  it('has a service type of the catalogue', () => {
    expect(requireServiceType('mongodb').name).toBe('MongoDB')
    expect(() => requireServiceType('mongo-db')).toThrow('serviceType: there is no "mongo-db".')
  })
})
