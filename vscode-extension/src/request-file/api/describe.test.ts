import { expect, it } from 'vitest'
import { distilApi } from '../../../scripts/distil-api.ts'
import { parseRequestFile } from '../parse-request-file.ts'
import { describe } from './describe.ts'

const table = distilApi()
const at = (marked: string): string | undefined => {
  const offset = marked.indexOf('|')
  const text = marked.replace('|', '')
  return describe(table, parseRequestFile(text), offset)?.paragraphs.join('\n')
}

it('says what a request does, what it needs, and where more of it stands', () => {
  const said = at('PUT _connector/abc/_sche|duling\n{}')
  expect(said).toContain('connector.update_scheduling')
  expect(said).toContain('since 8.12.0')
  expect(said).toContain('Needs: cluster `manage_connector`')
  expect(said).toContain(
    'https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-connector-update-scheduling',
  )
  expect(at('|GET _connector/_secret/abc')).toContain('`read_connector_secrets`')
  expect(at('G|ET desks/_search')).toContain('index `read`')
})

it('says what parameters and names of a body mean', () => {
  expect(at('GET desks/_search?expl|ain=true')).toContain('**explain** · boolean')
  expect(at('GET _search\n{ |"size": 3 }')).toContain('by default 10')
  expect(at('GET _search\n{ "query": { "bo|ol": {} } }')).toContain('**bool**')
  expect(at('POST _connector/_sync_job\n{ "id": "a", "job_type": "fu|ll" }')).toContain('full | incremental')
})

it('says nothing of what it does not know', () => {
  expect(at('GET _nowhere/|at_all')).toBeUndefined()
  expect(at('GET _search\n{ "que|st": 1 }')).toBeUndefined()
  expect(at('GET _search\n|')).toBeUndefined()
})
