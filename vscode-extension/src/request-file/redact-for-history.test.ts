import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRequestFile } from './parse-request-file.ts'
import { redactForHistory } from './redact-for-history.ts'
import { anyFile } from './testing/request-text.ts'

describe('redactForHistory', () => {
  it('covers secrets and nothing else', () => {
    const text = `# token: keep-this-out1, Authorization: ApiKey aGVsbG86d29ybGQ=
POST _security/user/ada?refresh=true&password=hunter2 // password=hunter2
{ "password": "hunter2", "username": "ada", "analyzer": { "tokenizer": "standard" }, // api_key: hunter2
  "api_key_id": "shown", "note": "Basic aHVudGVyMg==", "remote": "https://ada:hunter2@host/",
  "credentials": { "a": ["hunter2", 5], "b": {{pw}}, "c": "{{pw}}" }, "apiKey": """hunter2""", "secret": null }`
    expect(redactForHistory(text)).toBe(`# token: [secret] Authorization: [secret] [secret]
POST _security/user/ada?refresh=true&password=[secret] // password=[secret]
{ "password": "[secret]", "username": "ada", "analyzer": { "tokenizer": "standard" }, // api_key: [secret]
  "api_key_id": "shown", "note": "Basic [secret]", "remote": "https://ada:[secret]@host/",
  "credentials": { "a": ["[secret]", "[secret]"], "b": {{pw}}, "c": "{{pw}}" }, "apiKey": "[secret]", "secret": null }`)
  })

  it('covers all of a connector secret', () => {
    expect(redactForHistory('PUT _connector/_secret/x\n{ "value": "hunter2" }')).toBe(
      'PUT _connector/_secret/x\n{ "value": "[secret]" }',
    )
  })

  it('covers variables of the file', () => {
    expect(redactForHistory('# @var api_key = hunter2\nGET a')).toBe('# @var api_key = [secret]\nGET a')
  })

  it.each([
    'PUT a\n{ "password": "hunter2',
    'PUT a\n{ "b": { "password": "hunter2" }',
    'PUT a\n{ "x": ], "password": "hunter2" }',
    'PUT a\n\n{ "password": "hunter2" }',
    "PUT a\n{ 'password': 'hunter2' }",
    'PUT a\n{ password: "hunter2" }',
    'PUT logs/*/x\n{ "password": "hunter2", "b": "*/" }',
    'GTE a\n{ "password": "hunter2" }',
    'PUT a {"password":"hunter2"}',
  ])('covers the secret of what is broken: %s', (text) => {
    expect(redactForHistory(text)).not.toContain('hunter2')
  })

  it('leaves requests without secrets as they are', () => {
    const text = 'GET a/_search\n{ "query": { "term": { "token_count": 5 } } } // see: b = c\n'
    expect(redactForHistory(text)).toBe(text)
  })

  it('keeps the shape of whatever it is given', () => {
    fc.assert(
      fc.property(anyFile, (text) => {
        const redacted = redactForHistory(text)
        expect(parseRequestFile(redacted).requests.map((request) => request.method)).toEqual(
          parseRequestFile(text).requests.map((request) => request.method),
        )
      }),
      { numRuns: 300 },
    )
  })
})
