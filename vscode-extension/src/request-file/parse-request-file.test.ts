import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consoleExamples } from './testing/console-examples.ts'
import { anyFile, printedRequest } from './testing/request-text.ts'
import { parseRequestFile } from './parse-request-file.ts'
import { applyEdits } from './span.ts'

const codes = (text: string) => parseRequestFile(text).problems.map((problem) => problem.code)
const seen = (text: string) =>
  parseRequestFile(text).requests.map((request) => ({
    line: `${request.method} ${request.target}`,
    bodies: request.bodies.map(({ start, end }) => text.slice(start, end)),
  }))

describe('parseRequestFile', () => {
  it.each(consoleExamples)('reads what Console reads: $what', ({ text, requests }) => {
    expect(codes(text)).toEqual([])
    expect(seen(text)).toEqual(requests)
  })

  it('takes method names only where a request begins', () => {
    expect(
      seen('PUT /budGETS\n\nGET /my-GET-index/_search\n{"a": "GET /b"}').map(({ line }) => line),
    ).toEqual(['PUT /budGETS', 'GET /my-GET-index/_search'])
  })

  it('says who a request is and where it goes, in comments that Kibana skips', () => {
    const text =
      '# @cluster prod\nGET a\n\n# @name first page\n// @confirm\nDELETE b\n\n# @cluster laptop\n\n# @name x\nGET c'
    const [a, b, c] = parseRequestFile(text).requests
    expect(a).toMatchObject({ cluster: 'prod', name: undefined, confirm: false })
    expect(b).toMatchObject({ cluster: 'prod', name: 'first page', confirm: true })
    expect(c).toMatchObject({ cluster: 'laptop', name: 'x', confirm: false })
  })

  it.each([
    ['an unclosed object', 'PUT a\n{ "b": {\n  "c": 1\n\nGET d', 'json.not-closed'],
    ['an unclosed string', 'PUT a\n{ "b": "c\n}\n# @name d\nGET d', 'json.string-not-closed'],
    ['an unclosed """', 'PUT a\n{ "b": """c }\n\nGET d', 'json.string-not-closed'],
    ['an unclosed comment in a body', 'PUT a\n{ /* "b": 1 }\n\nGET d', 'comment.not-closed'],
    ['an unclosed comment', '/* x\nGET a\n\nGET d', 'comment.not-closed'],
    ['the wrong bracket', 'PUT a\n{ "b": [1} }\n\nGET d', 'json.unexpected'],
    ['no path', 'GET\n\nGET d', 'request.no-path'],
    ['only a comment for a path', 'GET // d\n\nGET d', 'request.no-path'],
    ['no value', 'PUT a\n{ "b": }\nGET d', 'json.unexpected'],
    ['text', 'hello there\nGET d', 'request.no-method'],
  ])('goes on at the next request after %s', (_what, text, code) => {
    const file = parseRequestFile(text)
    expect(file.problems.map((problem) => problem.code)).toEqual([code])
    expect(file.requests.at(-1)).toMatchObject({ method: 'GET', target: 'd', broken: false })
  })

  it('gives the comments above the next request to that one', () => {
    const text = 'PUT a\n{ "b": \n\n# @name d\nGET d'
    expect(parseRequestFile(text).requests.map((request) => request.name)).toEqual([undefined, 'd'])
  })

  it.each([
    ['a misspelt method', 'GTE _search', 'GET _search'],
    ['a space that is none', 'GET\u2003_search', 'GET _search'],
    ['a body after an empty line', 'PUT a\n\n{"b": 1}', 'PUT a\n{"b": 1}'],
    ['a body on the line of its request', 'PUT a {"b": 1}', 'PUT a\n{"b": 1}'],
    ['a whole URL', 'GET https://elsewhere:9200/a?b', 'GET /a?b'],
    ['a space in a path', 'GET a?q=x  y&z={{ z }}', 'GET a?q=x%20%20y&z={{ z }}'],
    ['a bracket too many', 'PUT a\n{"b": 1}}', 'PUT a\n{"b": 1}'],
    ['a missing comma', 'PUT a\n{"b": 1 "c": 2}', 'PUT a\n{"b": 1, "c": 2}'],
    ['a comma too many', 'PUT a\n{"b": [1,],}', 'PUT a\n{"b": [1]}'],
    ['a name without quotes', 'PUT a\n{b: 1}', 'PUT a\n{"b": 1}'],
    ['single quotes', `PUT a\n{"b": 'c"d'}`, 'PUT a\n{"b": "c\\"d"}'],
    ['words of Python', 'PUT a\n{"b": True, "c": None}', 'PUT a\n{"b": true, "c": null}'],
    ['a bare word', 'PUT a\n{"b": wrong}', 'PUT a\n{"b": "wrong"}'],
    ['a lone backslash', 'PUT a\n{"b": "\\d+"}', 'PUT a\n{"b": "\\\\d+"}'],
    ['a tab in a string', 'PUT a\n{"b": "x\ty"}', 'PUT a\n{"b": "x\\ty"}'],
  ])('mends %s', (_what, text, mended) => {
    const problems = parseRequestFile(text).problems
    expect(problems.length).toBeGreaterThan(0)
    expect(
      applyEdits(
        text,
        problems.flatMap((problem) => problem.fix?.edits ?? []),
      ),
    ).toBe(mended)
    expect(codes(mended)).toEqual([])
  })

  it('takes an array as a body, and says that Kibana does not', () => {
    expect(codes('POST a\n[1, 2]')).toEqual(['request.array-body'])
    expect(parseRequestFile('POST a\n[1, 2]').requests[0]?.broken).toBe(false)
  })

  it.each(['01', '1.', '.5', '1e', '--1', '+1', '0x1'])('knows that %s is no number', (written) => {
    expect(parseRequestFile(`PUT a\n{"b": ${written}}`).requests[0]?.broken).toBe(true)
  })

  it('reads every JSON value that JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = `PUT a\n${JSON.stringify({ value }, null, indent)}`
        expect(codes(text)).toEqual([])
      }),
    )
  })

  it('never throws, and its parts tile the text', () => {
    fc.assert(
      fc.property(anyFile, (text) => {
        const { parts, requests, problems } = parseRequestFile(text)
        expect(parts.map((part) => text.slice(part.start, part.end)).join('')).toBe(text)
        expect(
          parts.every((part, at) => part.start === (parts[at - 1]?.end ?? 0) && part.end > part.start),
        ).toBe(true)
        const ofRequests = parts.filter((part) => part.kind === 'request')
        expect(requests.map(({ start, end }) => ({ start, end }))).toEqual(
          ofRequests.map(({ start, end }) => ({ start, end })),
        )
        for (const span of [...problems, ...requests.flatMap((one) => [one.targetSpan, ...one.bodies])]) {
          expect(span.start).toBeLessThanOrEqual(span.end)
          expect(span.end).toBeLessThanOrEqual(text.length)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('reads what was printed, alone or among others', () => {
    fc.assert(
      fc.property(
        fc.array(printedRequest, { maxLength: 6 }),
        fc.constantFrom('\n', '\n\n'),
        (printed, gap) => {
          const text = printed.map((request) => request.text).join(gap)
          expect(seen(text)).toEqual(printed.map(({ line, bodies }) => ({ line, bodies })))
          expect(codes(text)).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('goes on after whatever stands before a request', () => {
    fc.assert(
      fc.property(anyFile, (text) => {
        // Only what is never closed may swallow the rest.
        fc.pre(!/"""|\/\*/.test(text))
        expect(parseRequestFile(`${text}\n\nGET the-last`).requests.at(-1)).toMatchObject({
          target: 'the-last',
          broken: false,
        })
      }),
      { numRuns: 400 },
    )
  })

  it.each([
    ['openings of comments', '/*\nGET a\n'],
    ['openings of """', 'GET a\n{"""\n'],
    ['brackets', '['],
    ['brackets in a body', '{"a":'],
    ['spaces', ' '],
    ['spaces before a bracket', 'GET a \t'],
    ['quotes', '"'],
    ['comments', '# a\n'],
    ['comments after a request', 'GET a\n# a\n'],
    ['braces of placeholders', '{{ '],
    ['bodies of no request', '{\n'],
    ['slashes', '/'],
    ['broken bodies', 'GET a\n{"a": x\n'],
    ['lines that say nothing', 'x\n'],
  ])('takes time in proportion to the length: %s', (_what, unit) => {
    const time = (length: number): number => {
      const text = `GET a\n{"a": ${unit.repeat(Math.ceil(length / unit.length))}`
      const started = performance.now()
      parseRequestFile(text)
      return performance.now() - started
    }
    time(10_000)
    // What grows with the square takes minutes.
    expect(time(500_000)).toBeLessThan(5_000)
  })
})
