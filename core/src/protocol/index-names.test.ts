import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aclIndexName,
  checkIndexName,
  contentIndexName,
  indexNameFrom,
  indexNameProblem,
} from './index-names.ts'

describe('index names', () => {
  it.each([
    ['Products', 'must be lower case, such as "products"'],
    ['', 'must not be empty'],
    ['..', 'must not be ".."'],
    ['a b', 'must not contain a blank'],
    ['a*b', 'must not contain "*"'],
    ['a:b', 'must not contain ":"'],
    ['_a', 'must not start with "-", "_" or "+"'],
    ['.hidden', 'must not start with ".": that is kept for hidden indices'],
    ['x'.repeat(237), 'must be 236 bytes at most'],
    ['ü'.repeat(119), 'must be 236 bytes at most'],
  ])('refuses %s', (name, problem) => {
    expect(indexNameProblem(name)).toBe(problem)
  })

  it('names the field in its error', () => {
    expect(() => checkIndexName('A')).toThrow('indexName: must be lower case, such as "a", got "A".')
  })

  it('puts the prefix of managed connectors on once, by version', () => {
    expect(contentIndexName('products', { managed: true, version: '8.17.10' })).toBe('search-products')
    expect(contentIndexName('search-products', { managed: true, version: '8.17.10' })).toBe('search-products')
    expect(contentIndexName('products', { managed: true, version: '9.1.0' })).toBe('content-products')
    expect(contentIndexName('products', { managed: false, version: '9.1.0' })).toBe('products')
  })

  it('makes a name that Elasticsearch takes out of any text', () => {
    expect(indexNameFrom('Our Prodúcts (EU)')).toBe('our-products-eu')
    expect(indexNameFrom('漢字')).toBe('connector')
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (text) => indexNameProblem(indexNameFrom(text)) === undefined,
      ),
    )
  })

  it('names the access control index after the content index', () => {
    expect(aclIndexName('search-products')).toBe('.search-acl-filter-search-products')
  })
})
