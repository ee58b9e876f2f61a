import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRequestFile } from './parse-request-file.ts'
import { prepareRequest } from './prepare-request.ts'
import type { ResolveVariable } from './resolve-variables.ts'
import { resolveFrom } from './testing/resolve-from.ts'

const prepare = (text: string, resolve: ResolveVariable = resolveFrom()) => {
  const [request] = parseRequestFile(text).requests
  if (request === undefined) throw new Error('no request')
  return prepareRequest(text, request, resolve)
}
/** What is sent, with the body as text. */
const sent = (text: string, resolve?: ResolveVariable) => {
  const prepared = prepare(text, resolve)
  if (!prepared.ready) throw new Error(`not ready: ${JSON.stringify(prepared)}`)
  const { body, ...rest } = prepared.request
  return { ...rest, body: body && new TextDecoder('utf-8', { ignoreBOM: true }).decode(body) }
}
const body = (text: string, settings?: Record<string, string>) =>
  sent(`PUT a\n${text}`, resolveFrom(settings)).body
const path = (target: string, settings?: Record<string, string>) =>
  sent(`GET ${target}`, resolveFrom(settings)).path

describe('prepareRequest', () => {
  it('says method, path and type', () => {
    expect(sent('delete desks/_doc/1 # gone')).toMatchObject({
      method: 'DELETE',
      service: 'elasticsearch',
      path: '/desks/_doc/1',
      contentType: undefined,
      body: undefined,
    })
    expect(sent('POST kbn:api/x?y\n{}')).toMatchObject({
      service: 'kibana',
      path: '/api/x?y',
      contentType: 'application/json',
      body: '{}',
    })
  })

  it('sends a body byte for byte as it is written', () => {
    const written =
      '{ "n": 12345678901234567890, "a": 1.50,\n\t"a": -0E+5, "é": "\\u00e9 // x # y /* z */", "o": [ ] }'
    expect(body(written)).toBe(written)
  })

  it('sends any JSON byte for byte', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()),
        fc.constantFrom(undefined, 1, '\t'),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent)
          expect(body(text)).toBe(text)
        },
      ),
    )
  })

  it('sends any newline-delimited JSON line by line, byte for byte', () => {
    const line = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value))
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const text = lines.join('\n')
        expect(sent(`POST a/_bulk\n${text}`)).toMatchObject({
          body: `${text}\n`,
          contentType: 'application/x-ndjson',
        })
      }),
    )
  })

  it('brings newline-delimited JSON on one line each', () => {
    expect(sent('POST _bulk\n{ "index":\n  {} } // x\n# y\n{ "a": """b\nc""",\n "d": "e  f" }\n').body).toBe(
      '{ "index":  {} }\n{ "a": "b\\nc", "d": "e  f" }\n',
    )
  })

  it('keeps values that are JSON themselves on the line', () => {
    const resolve = resolveFrom({ o: '{\n  "x": 1\n}' })
    expect(sent('POST _bulk\n{"a": "${o}"}\n{{o}}', resolve).body).toBe('{"a": {  "x": 1}}\n{  "x": 1}\n')
  })

  it('leaves out comments and commas too many', () => {
    expect(body('{ // a\n"b": /* c */ [1, # d\n2, /* e */],\n}')).toBe('{ \n"b":  [1, \n2 ]\n}')
  })

  it('makes JSON strings of what stands in triple quotes', () => {
    expect(body('{"a": """say "hi"\n\\d"""}')).toBe('{"a": "say \\"hi\\"\\n\\\\d"}')
  })

  it('puts variables in as the place wants them', () => {
    const settings = { n: '12345678901234567890', s: 'say "hi"\n', o: '{"x": 1}' }
    expect(body('{"a": {{n}}, "b": "{{n}}", "c": "${n}", "${n}": "n ${n}"}', settings)).toBe(
      '{"a": 12345678901234567890, "b": "12345678901234567890", "c": 12345678901234567890, "12345678901234567890": "n 12345678901234567890"}',
    )
    expect(body('{"a": {{s}}, "b": "{{s}}", "c": "${s}", "d": """{{s}}"""}', settings)).toBe(
      '{"a": "say \\"hi\\"\\n", "b": "say \\"hi\\"\\n", "c": "say \\"hi\\"\\n", "d": "say \\"hi\\"\\n"}',
    )
    expect(body('{"a": {{o}}, "b": "${o}", "c": """${o}"""}', settings)).toBe(
      '{"a": {"x": 1}, "b": {"x": 1}, "c": "{\\"x\\": 1}"}',
    )
    expect(body('{{o}}', settings)).toBe('{"x": 1}')
    expect(path('{{ n }}/_doc/${n}', settings)).toBe('/12345678901234567890/_doc/12345678901234567890')
  })

  it('lets no value of a variable break out of its string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = body('{"a": "<{{v}}>", "b": """<{{v}}>""", "-{{v}}": {{q}}}', {
          v: value,
          q: `"${'x'}`,
        })
        const parsed: unknown = JSON.parse(text ?? '')
        // JSON.stringify writes halves of pairs as escapes, so that they arrive too.
        expect(parsed).toMatchObject({ a: `<${value}>`, b: `<${value}>` })
      }),
    )
  })

  it('names what has no value, and sends Mustache as it stands', () => {
    const text = 'PUT {{x}}\n{"a": {{y}}, "b": "{{z}} ${u}"}'
    expect(prepare(text)).toMatchObject({
      ready: false,
      broken: false,
      unresolved: [
        { name: 'x', start: 4, end: 9 },
        { name: 'y', start: 16, end: 21 },
      ],
    })
    const settings = { x: 'X', y: '1' }
    expect(sent(text, resolveFrom(settings))).toMatchObject({
      body: '{"a": 1, "b": "{{z}} ${u}"}',
      kept: [
        { name: 'z', style: 'braces' },
        { name: 'u', style: 'dollar' },
      ],
    })
  })

  it('never sends the name of an earlier response in place of its value', () => {
    expect(prepare('PUT a\n{"pit": "{{first.response.body.id}}"}')).toMatchObject({
      ready: false,
      unresolved: [{ name: 'first.response.body.id' }],
    })
  })

  it('refuses what is broken', () => {
    expect(prepare('PUT a\n{"b": }')).toEqual({ ready: false, broken: true, unresolved: [] })
  })

  it('names no other host, whatever the path says', () => {
    for (const target of ['{{v}}', '/{{v}}', 'kbn:{{v}}', 'a/{{v}}']) {
      fc.assert(
        fc.property(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.webUrl(),
            fc.constantFrom('//b', '\\\\b', '/\\b', '\t//b'),
          ),
          (value) => {
            const sentPath = path(target, { v: value })
            expect(new URL(sentPath, 'https://cluster:9200').host).toBe('cluster:9200')
            expect(sentPath).toMatch(/^\/(?!\/)[^\s#\\]*$/)
          },
        ),
      )
    }
  })

  it('keeps what is encoded, and encodes what no path can hold', () => {
    expect(path('<logs-{now/d}>/_doc/a%2Fb?q=é x')).toBe('/%3Clogs-%7Bnow/d%7D%3E/_doc/a%2Fb?q=é%20x')
  })

  it('keeps an id from a response in its own segment', () => {
    const responses = new Map([['a', { status: 200, headers: {}, body: '{"id": "../_all?x#y"}' }]])
    const resolve = resolveFrom({}, { responses })
    expect(sent('DELETE b/_doc/{{a.response.body.id}}', resolve).path).toBe('/b/_doc/..%2F_all%3Fx%23y')
    for (const id of ['', '.', '..']) {
      const odd = new Map([['a', { status: 200, headers: {}, body: JSON.stringify({ id }) }]])
      expect(
        prepare('DELETE b/_doc/{{a.response.body.id}}', resolveFrom({}, { responses: odd })),
      ).toMatchObject({
        ready: false,
        unresolved: [{ why: `a.response.body.id is "${id}", which names nothing in a path.` }],
      })
    }
  })
})
