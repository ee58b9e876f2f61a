import { expect, it } from 'vitest'
import { filterJson } from './filter-json.ts'

const json = '{"hits":{"hits":[{"_id":"a","_source":{"price":3}},{"_id":"b","_source":{"price":9}}]}}'

it('picks a part of a response', () => {
  expect(filterJson(json, 'hits.hits[]._id').found).toBe('[\n  "a",\n  "b"\n]')
  expect(filterJson(json, 'hits.hits[?_source.price > `5`]._id | [0]').found).toBe('"b"')
  expect(filterJson(json, 'nothing.here').found).toBe('null')
})

it('says what is wrong with the expression, or with the response', () => {
  expect(filterJson(json, 'hits[').problem).toMatch(/no JMESPath expression/)
  expect(filterJson('green open', 'hits').problem).toMatch(/no JSON/)
})
