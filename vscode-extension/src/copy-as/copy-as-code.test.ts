import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { distilApi } from '../../scripts/distil-api.ts'
import { copyAsCurl } from '../request-file/copy-as-curl.ts'
import { parseRequestFile } from '../request-file/parse-request-file.ts'
import { prepareRequest } from '../request-file/prepare-request.ts'
import { resolveVariables } from '../request-file/resolve-variables.ts'
import { type CodeLanguage, copyAsCode } from './copy-as-code.ts'

const table = distilApi()
const prepared = (text: string) => {
  const file = parseRequestFile(text)
  const [request] = file.requests
  if (request === undefined) throw new Error('There is no request.')
  const ready = prepareRequest(text, request, resolveVariables(file, {}))
  if (!ready.ready) throw new Error('The request is not ready.')
  return ready.request
}
const code = (language: CodeLanguage, text: string) => copyAsCode(language, prepared(text), table)

describe('copyAsCode', () => {
  // Under tests, the converter looks for templates that its package leaves out.
  beforeAll(() => {
    vi.stubEnv('NODE_ENV', 'production')
  })
  afterAll(() => {
    vi.unstubAllEnvs()
  })

  it('writes a call of the client, with path, parameters and body as arguments', async () => {
    const text =
      '# @var id = abc\nPUT _connector/{{id}}/_scheduling?pretty\n{"scheduling":{"full":{"enabled":true}}}'
    const python = await code('Python', text)
    expect(python).toContain('client.connector.update_scheduling(')
    expect(python).toContain('connector_id="abc"')
    expect(python).toContain('"enabled": True')
    const javascript = await code('JavaScript', text)
    expect(javascript).toContain('client.connector.updateScheduling({')
    expect(javascript).toContain('connector_id: "abc"')
    expect(await code('PHP', text)).toContain('updateScheduling')
    expect(await code('Ruby', text)).toContain('update_scheduling')
  })

  it('uses the client’s own names of arguments', async () => {
    expect(await code('Python', 'GET desks/_search?from=3\n{"query":{"match_all":{}}}')).toContain(
      'from_="3"',
    )
  })

  it('reads what the converter’s own parser can’t', async () => {
    const odd = 'GET my-GET-index/_search\n{ "query": { "match": { "url": "http://x // y <1>" } } } # why'
    const python = await code('Python', odd)
    expect(python).toContain('index="my-GET-index"')
    expect(python).toContain('http://x // y <1>')
    expect(await code('JavaScript', 'POST _bulk\n{"index":{}}\n{"a":1}')).toMatch(
      /operations: \[\s*\{\s*index/,
    )
  })

  it('refuses to write code that would send something else', async () => {
    await expect(code('Python', 'PUT a/_doc/1\n{"n":12345678901234567890}')).rejects.toThrow(
      '12345678901234567890',
    )
    await expect(code('Ruby', 'GET kbn:/api/status')).rejects.toThrow('curl')
  })

  it('never has a key in it', async () => {
    for (const language of ['Python', 'JavaScript', 'PHP', 'Ruby'] as const)
      expect(await code(language, 'GET /')).toMatch(/ELASTIC_API_KEY/)
  })
})

describe('copyAsCurl', () => {
  it('keeps the body byte for byte, and quotes what a shell would read', () => {
    const curl = copyAsCurl(prepared(`PUT a/_doc/1?x=$HOME\n{"n":12345678901234567890, "it's": "$(rm)"}`))
    expect(curl).toContain(String.raw`--data-binary '{"n":12345678901234567890, "it'\''s": "$(rm)"}'`)
    expect(curl).toContain(`"$ELASTICSEARCH_URL"'/a/_doc/1?x=$HOME'`)
    expect(curl).toContain('ApiKey $ELASTIC_API_KEY')
  })

  it('goes to Kibana for its requests', () => {
    expect(copyAsCurl(prepared('POST kbn:/api/x\n{}'))).toMatch(/\$KIBANA_URL.*\n.*\n.*kbn-xsrf/)
  })
})
