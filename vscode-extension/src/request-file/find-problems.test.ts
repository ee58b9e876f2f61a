import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findProblems } from './find-problems.ts'
import { parseRequestFile } from './parse-request-file.ts'
import { resolveVariables } from './resolve-variables.ts'
import { applyEdits } from './span.ts'
import { anyFile } from './testing/request-text.ts'

const problems = (text: string) => {
  const file = parseRequestFile(text)
  return findProblems(file, resolveVariables(file, {}))
}

describe('findProblems', () => {
  it.each([
    ['a name twice', 'PUT a\n{"b": 1, "c": {"b": 1}, "b": 2}', 'json.duplicate-name', 'warning', '"b"'],
    ['a password', 'PUT a\n{"password": "hunter2"}', 'secret.plain', 'warning', '"hunter2"'],
    ['a directive that is none', '# @nmae x\nGET a', 'directive.unknown', 'warning', '# @nmae x'],
    ['a directive without a value', '# @cluster\nGET a', 'directive.empty', 'warning', '# @cluster'],
    ['a name with spaces', '# @name a b\nGET a', 'directive.bad-name', 'warning', '# @name a b'],
    ['a taken name', '# @name a\nGET a\n# @name a\nGET b', 'directive.name-taken', 'warning', '# @name a'],
    ['an unknown variable', 'GET {{a}}', 'variable.unknown', 'error', '{{a}}'],
    ['an unknown part of a value', '# @var a = {{b}}\nGET c', 'variable.unknown', 'warning', '{{b}}'],
    ['Mustache', 'PUT a\n{"b": "{{c}}"}', 'variable.kept', 'warning', '{{c}}'],
    [
      'a request of no file',
      'GET {{a.response.body.b}}',
      'variable.unknown',
      'error',
      '{{a.response.body.b}}',
    ],
    ['what the parser found', 'GET a b', 'request.space-in-path', 'warning', ' '],
  ])('finds %s', (...[, text, code, severity, marked]) => {
    const found = problems(text)
    expect(found).toMatchObject([{ code, severity }])
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([marked])
  })

  it('offers a variable for a secret', () => {
    const text = 'PUT a\n{"api-key": "x"}'
    expect(applyEdits(text, problems(text)[0]?.fix?.edits ?? [])).toBe('PUT a\n{"api-key": "{{api_key}}"}')
  })

  it.each([
    ['a response to come', '# @name a\nGET a\n\nGET {{a.response.body.b}}'],
    ['what will be asked', '# @prompt a\nGET {{a}}'],
    ['a password that is a variable', '# @prompt a\nPUT b\n{"password": "{{a}}"}'],
    ['names of other objects', 'PUT a\n{"b": {"b": [{"b": 1}, {"b": 2}]}}'],
    ['Mustache in a template', 'PUT _scripts/a\n{"script": {"lang": "mustache", "source": "{{b}}"}}'],
    ["Kibana's own variables in strings", 'PUT a\n{"b": "${c}"}'],
  ])('finds nothing wrong with %s', (_what, text) => {
    expect(problems(text)).toEqual([])
  })

  it('stays in the text, in order, and mends without overlap, whatever the text', () => {
    fc.assert(
      fc.property(anyFile, (text) => {
        const found = problems(text)
        expect(found.map(({ start }) => start)).toEqual(
          found.map(({ start }) => start).toSorted((a, b) => a - b),
        )
        for (const { start, end, fix, message } of found) {
          expect(start).toBeGreaterThanOrEqual(0)
          expect(start).toBeLessThanOrEqual(end)
          expect(end).toBeLessThanOrEqual(text.length)
          expect(message).toMatch(/[.?]$/)
          expect(fix === undefined || applyEdits(text, fix.edits) !== text).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
