import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatRequestFile } from './format-request-file.ts'
import { parseRequestFile } from './parse-request-file.ts'
import { createCommentScanner } from './scan-comment.ts'
import { createJsonScanner } from './scan-json.ts'
import { applyEdits } from './span.ts'
import { consoleExamples } from './testing/console-examples.ts'
import { anyFile, requestText } from './testing/request-text.ts'

const format = (text: string) => applyEdits(text, formatRequestFile(parseRequestFile(text)))

/** The tokens of a body, comments among them, without the white space between. */
const tokens = (text: string, body: { start: number; end: number }): string[] => {
  const scanner = createJsonScanner(text, createCommentScanner(text), body)
  const found: string[] = []
  while (scanner.next() !== 'end') found.push(text.slice(scanner.start, scanner.end))
  return found
}
/** What a file means: all but white space. */
const meaning = (text: string) => {
  const { parts, requests, problems } = parseRequestFile(text)
  return {
    comments: parts.filter((part) => part.kind === 'comment').map(({ start, end }) => text.slice(start, end)),
    requests: requests.map((request) => ({
      method: request.method,
      target: request.target,
      name: request.name,
      bodies: request.bodies.map((body) => tokens(text, body)),
    })),
    problems: problems.map(({ code }) => code),
  }
}

describe('formatRequestFile', () => {
  it('indents bodies and keeps every comment in its place', () => {
    const text = `

get   desks/_search  // how many
{"size":0,// none
  /* all */ "query":{"match_all":{}}, # so
  // last
"a":[],"b":[1,{"c":"""x
  y"""} /* z */]} // end



# @name bulk
POST _bulk
{ "index" : { } }
{"a" : 1,
 "b": [ 1,2 ]}
DELETE c   `
    expect(format(text)).toBe(`GET desks/_search  // how many
{
  "size": 0, // none
  /* all */ "query": {
    "match_all": {}
  }, # so
  // last
  "a": [],
  "b": [
    1,
    {
      "c": """x
  y"""
    } /* z */
  ]
} // end

# @name bulk
POST _bulk
{"index": {}}
{"a": 1, "b": [1, 2]}
DELETE c
`)
  })

  it('leaves alone what has an error, and formats the rest', () => {
    expect(format('PUT a\n{"b":  }\n\n\n\nget c\n{"d":1}')).toBe(
      'PUT a\n{"b":  }\n\n\n\nGET c\n{\n  "d": 1\n}\n',
    )
  })

  it('keeps the line ends of Windows', () => {
    expect(format('PUT a\r\n{"b":1}\r\n\r\n\r\nGET c\r\n')).toBe(
      'PUT a\r\n{\r\n  "b": 1\r\n}\r\n\r\nGET c\r\n',
    )
  })

  it.each(consoleExamples)(
    'keeps the meaning of Console text, and has nothing to do twice: $what',
    ({ text }) => {
      expect(meaning(format(text))).toEqual(meaning(text))
      expect(format(format(text))).toBe(format(text))
    },
  )

  it('keeps the meaning of any requests, and has nothing to do twice', () => {
    fc.assert(
      fc.property(
        fc.array(requestText, { maxLength: 4 }),
        fc.constantFrom('\n', '\n\n', '\n\n\n\n'),
        (texts, gap) => {
          const text = texts.join(gap)
          expect(meaning(format(text))).toEqual(meaning(text))
          expect(format(format(text))).toBe(format(text))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('keeps the meaning of any text, and has nothing to do twice', () => {
    fc.assert(
      fc.property(anyFile, (text) => {
        expect(meaning(format(text))).toEqual(meaning(text))
        expect(format(format(text))).toBe(format(text))
      }),
      { numRuns: 400 },
    )
  })
})
