import { beforeAll, describe, expect, it } from 'vitest'
import { distilApi } from '../../../scripts/distil-api.ts'
import { parseRequestFile } from '../parse-request-file.ts'
import type { ApiTable } from './api-table.ts'
import { placeAt } from './place-at.ts'
import { suggest } from './suggest.ts'

let table: ApiTable
beforeAll(() => {
  table = distilApi()
})

/** What is suggested where `|` stands. */
const at = (marked: string) => {
  const offset = marked.indexOf('|')
  const text = marked.slice(0, offset) + marked.slice(offset + 1)
  const file = parseRequestFile(text)
  const place = placeAt(file, offset)
  if (place === undefined) return { labels: [], replaced: undefined, place, wanted: undefined, items: [] }
  const { items, span, wanted } = suggest(table, file, place)
  return {
    labels: items.map(({ label }) => label),
    replaced: text.slice(span.start, span.end),
    place,
    wanted,
    items,
  }
}

describe('suggest', () => {
  it('offers methods at the beginning of a line, and not inside a body', () => {
    expect(at('|').labels).toContain('GET')
    expect(at('GET _search\n\nPO|').labels).toContain('POST')
    expect(at('GET _search\n\nPO|').replaced).toBe('PO')
    expect(at('POST _search\n{\n  |\n}').labels).not.toContain('GET')
  })

  it('offers whole paths that the method has, from the segment under the cursor on', () => {
    expect(at('GET _con|').labels).toContain('_connector/{connector_id}')
    expect(at('GET _con|').labels).not.toContain('_connector/{connector_id}/_scheduling')
    expect(at('PUT /_connector/abc/_|').labels).toContain('_scheduling')
    expect(at('PUT /_connector/{{id}}/_sch|eduling').labels).toContain('_scheduling')
    expect(at('PUT /_connector/{{id}}/_sch|eduling').replaced).toBe('_scheduling')
    const [item] = at('PUT _connector/abc/_sch|').items
    expect(item?.about?.endpoint?.name).toMatch(/^connector\./)
  })

  it('asks the cluster for names where a path has one', () => {
    expect(at('GET |').wanted).toEqual({ of: 'index' })
    expect(at('GET _connector/|').wanted).toEqual({ of: 'connector' })
    expect(at('PUT _connector/_sync_job/|/_cancel').wanted).toEqual({ of: 'sync-job' })
    expect(at('GET _cluster/|').wanted).toBeUndefined()
  })

  it('offers parameters that are not there yet, and their values', () => {
    expect(at('GET desks/_search?|').labels).toContain('size')
    expect(at('GET desks/_search?size=1&|').labels).not.toContain('size')
    expect(at('GET desks/_search?size=1&fr|').replaced).toBe('fr')
    expect(at('GET desks/_search?expand_wildcards=open,|').labels).toContain('hidden')
    expect(at('GET desks/_search?explain=|').labels).toEqual(['true', 'false'])
  })

  it('offers names of a body, at any depth, with their quotes', () => {
    expect(at('GET desks/_search\n{ | }').labels).toEqual(expect.arrayContaining(['query', 'aggs', 'size']))
    expect(at('GET desks/_search\n{ "que|" }').replaced).toBe('"que"')
    expect(at('GET desks/_search\n{\n  "query": { "|" }\n}').labels).toContain('match')
    expect(at('GET _search\n{ "query": { "bool": { "must": [ { "te|').labels).toContain('term')
    expect(at('GET _search\n{ "query": { "bool": { "must": { |').labels).toContain('range')
    expect(at('GET _search\n{ "aggs": { "mine": { "terms": { |').labels).toContain('field')
    expect(at('PUT _connector/a/_scheduling\n{"scheduling": {"full": {|').labels).toEqual([
      'enabled',
      'interval',
    ])
  })

  it('leaves out the names that an object has already', () => {
    const { labels } = at('GET _search\n{ "size": 1, |, "from": 2 }')
    expect(labels).toContain('query')
    expect(labels).not.toContain('size')
    expect(labels).not.toContain('from')
  })

  it('takes what is written for what it says: of fields, those of its kind', () => {
    const { labels } = at('PUT desks\n{"mappings":{"properties":{"a":{"type":"keyword", |}}}}')
    expect(labels).toContain('ignore_above')
    expect(labels).not.toContain('scaling_factor')
  })

  it('offers values: words of a list, yes and no, and the beginning of what has more', () => {
    expect(at('POST _connector/_sync_job\n{"id": "a", "job_type": |}').labels).toEqual(
      expect.arrayContaining(['full', 'incremental', 'access_control']),
    )
    expect(at('POST _connector/_sync_job\n{"job_type": "f|"}').replaced).toBe('"f"')
    expect(at('POST _connector/_sync_job\n{"id": |}').wanted).toEqual({ of: 'connector' })
    expect(at('POST _connector\n{"service_type": "|"}').wanted).toEqual({ of: 'service-type' })
    expect(at('POST _connector\n{"index_name": "|"}').wanted).toEqual({ of: 'index' })
    expect(at('GET _search\n{"explain": |}').labels).toEqual(['true', 'false'])
    expect(at('GET _search\n{"query": |}').items.map(({ insert }) => insert)).toEqual(['{$0}'])
  })

  it('knows the lines of newline-delimited bodies', () => {
    expect(at('POST _bulk\n{"index":{"_id":"1"}}\n{"a":1}\n{"de|').labels).toContain('delete')
    expect(at('GET _msearch\n{"index":"a"}\n{"qu|').labels).toContain('query')
  })

  it('asks for the names of a connector’s configuration', () => {
    expect(at('PUT _connector/abc/_configuration\n{"values": {|').wanted).toEqual({
      of: 'configuration',
      connector: 'abc',
    })
  })

  it('asks for the fields of the index that the path names', () => {
    const field = { of: 'field', index: 'desks' }
    expect(at('GET desks/_search\n{"query": {"match": {|').wanted).toEqual(field)
    expect(at('GET desks/_search\n{"aggs": {"a": {"terms": {"field": |').wanted).toEqual(field)
    expect(at('GET desks/_search\n{"query": {"exists": {"field": "|"}}}').wanted).toEqual(field)
    expect(at('GET _search\n{"query": {"match": {|').wanted).toBeUndefined()
    expect(at('GET desks/_search\n{"query": {|').wanted).toBeUndefined()
  })

  it('offers what Kibana has for the method, behind kbn:', () => {
    expect(at('GET kbn:/api/sta|').labels).toContain('api/status')
    expect(at('GET kbn:/api/sta|tus?x').replaced).toBe('api/status')
    expect(at('GET kbn:|').replaced).toBe('')
    expect(at('POST kbn:/api/|').labels).not.toContain('api/status')
    const role = at('PUT kbn:/api/security/|').items.find(({ label }) => label.includes('role'))
    expect(role?.insert).toBe('api/security/role/${1:name}')
    expect(at('GET kbn:/api/status?v|').place).toBeUndefined()
  })

  it('is silent in comments and in text over several lines', () => {
    expect(at('# GET |').place).toBeUndefined()
    expect(at('GET _search\n{ // |').place).toBeUndefined()
    expect(at('POST _query\n{"query": """FROM |"""}').place).toBeUndefined()
  })

  it('writes what snippets take for their own as text', () => {
    const items = at('GET _search\n{ "runtime_mappings": { "a": { "ty|').items
    expect(items.every(({ insert }) => !/\$\{/.test(insert))).toBe(true)
  })
})
