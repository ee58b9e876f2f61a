import { describe, expect, it } from 'vitest'
import { distilApi } from '../../../scripts/distil-api.ts'
import { parseRequestFile } from '../parse-request-file.ts'
import { applyEdits } from '../span.ts'
import { checkAgainstApi } from './check-against-api.ts'

const table = distilApi()
const problemsOf = (text: string) => checkAgainstApi(table, parseRequestFile(text))
/** The text once every mend is made. */
const mended = (text: string): string =>
  applyEdits(
    text,
    problemsOf(text).flatMap(({ fix }) => fix?.edits ?? []),
  )

describe('checkAgainstApi', () => {
  it('finds paths and methods that are not there, and mends what was likely meant', () => {
    expect(mended('GET desks/_serch')).toBe('GET desks/_search')
    expect(mended('PUT /_connector/a/_schedulin\n{}')).toBe('PUT /_connector/a/_scheduling\n{}')
    expect(problemsOf('DELETE desks/_search').map(({ message }) => message)).toEqual([
      'There is no DELETE here; this path takes GET, POST.',
    ])
  })

  it('finds parameters and names of bodies', () => {
    expect(mended('GET desks/_search?sze=3&from=1')).toBe('GET desks/_search?size=3&from=1')
    expect(mended('GET _search\n{ "qury": {} }')).toBe('GET _search\n{ "query": {} }')
    expect(
      mended(
        'PUT _connector/a/_scheduling\n{"scheduling":{"full":{"enabld":true,"interval":"0 0 0 * * ?"}}}',
      ),
    ).toBe('PUT _connector/a/_scheduling\n{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 * * ?"}}}')
    expect(problemsOf('POST _bulk\n{"index":{"_idd":"1"}}\n{"anything":1}')).toMatchObject([
      { code: 'api.name' },
    ])
  })

  it('says nothing where a name can be anybody’s', () => {
    const fine = [
      'GET {{anything}}/_nowhere',
      'GET kbn:/api/status',
      'GET desks*,tables/_search?q=a&pretty',
      'PUT desks/_doc/1?refresh=true\n{"query": {"nothing": 1}}',
      'PUT desks\n{"mappings":{"properties":{"mine":{"type":"keyword","ignore_above":3}}}}',
      'GET _search\n{"query":{"match":{"mine":{"query":"a"}}},"aggs":{"b":{"terms":{"field":"c"}}}}',
      'PUT _connector/a/_configuration\n{"values":{"host":"x","port":5}}',
      'GET /',
      'HEAD desks',
      'GET _cat/indices?v&s=index',
    ]
    expect(fine.flatMap((text) => problemsOf(text))).toEqual([])
  })

  it('reads a deep body once, not once for every level', () => {
    const levels = 30_000
    const deep = `GET _search\n{"query":${'{"bool":{"must":'.repeat(levels)}{"mach_all":{}}${'}}'.repeat(levels)}}`
    expect(problemsOf(deep)).toMatchObject([{ code: 'api.name' }])
  })
})
