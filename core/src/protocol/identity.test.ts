import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accessControlOf, identityQuery, identitySchema, isCalled } from './identity.ts'

const source =
  '{"bool":{"should":[{"bool":{"must_not":{"exists":{"field":"_allow_access_control"}}}},' +
  '{"terms":{"_allow_access_control.keyword":{{#toJson}}access_control{{/toJson}}}}]}}'
const identity = (params: object, from: unknown = source) =>
  identitySchema.parse({
    identity: { email: 'email:ada@example.org', groups: ['group:sales'] },
    query: { template: { params, source: from } },
  })

describe('identityQuery', () => {
  it('fills in the list, whatever its texts are', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (list) => {
        expect(identityQuery(identity({ access_control: list }))).toEqual({
          bool: {
            should: [
              { bool: { must_not: { exists: { field: '_allow_access_control' } } } },
              { terms: { '_allow_access_control.keyword': list } },
            ],
          },
        })
      }),
    )
  })

  it('keeps a single value within its text', () => {
    fc.assert(
      fc.property(fc.string(), (user) => {
        expect(identityQuery(identity({ user }, '{"term":{"a":"{{ user }}"}}'))).toEqual({
          term: { a: user },
        })
      }),
    )
  })

  it('takes a source that is an object, and a query that is no template', () => {
    expect(identityQuery(identity({}, { match_all: {} }))).toEqual({ match_all: {} })
    expect(identityQuery(identitySchema.parse({ query: { match_none: {} } }))).toEqual({ match_none: {} })
  })

  it.each([
    ['{"a":{{{raw}}}}', 'more of the template language'],
    ['{"a":[{{#list}}1{{/list}}]}', 'more of the template language'],
    ['{"a":{{#toJson}}missing{{/toJson}}}', 'asks for "missing"'],
    ['{"a":', 'is not JSON'],
    ['[1]', 'is not JSON'],
  ])('refuses %s', (from, sentence) => {
    expect(() => identityQuery(identity({ raw: '1', list: [1] }, from))).toThrow(sentence)
  })

  it('refuses an identity without a query', () => {
    expect(() => identityQuery(identitySchema.parse({}))).toThrow('is missing')
  })
})

it('knows whom an identity lets the person be, and what the person is called', () => {
  const ada = identity({ access_control: ['user:ada'] })
  expect(accessControlOf(ada)).toEqual(['user:ada'])
  expect(accessControlOf(identitySchema.parse({}))).toEqual([])
  for (const word of ['ADA@example.org', 'email:ada@example.org', 'sales'])
    expect(isCalled(ada, word)).toBe(true)
  for (const word of ['ada', 'email', '']) expect(isCalled(ada, word)).toBe(false)
})
