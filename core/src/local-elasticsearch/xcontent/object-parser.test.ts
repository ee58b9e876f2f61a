import { describe, expect, it } from 'vitest'
import { BuildFailure, buildingParser, objectParser, optional, required } from './object-parser.ts'
import { ParseException, wrapped } from './parse-exception.ts'
import { boolean, listOf, long, nullable, string } from './values.ts'

const inner = objectParser('inner', { on: required(boolean), count: optional(long) })
const outer = objectParser(
  'outer',
  {
    name: optional(string),
    note: optional(nullable(string)),
    inner: optional(inner),
    list: optional(listOf(inner)),
  },
  { strict: true },
)

const refusal = (parse: () => unknown): unknown => {
  try {
    return parse()
  } catch (error) {
    if (error instanceof ParseException) return error.chain
    throw error
  }
}

describe('objectParser', () => {
  it('gives the fields that were sent, and drops unknown ones inside', () => {
    expect(outer.parse('{"name":"a","note":null,"inner":{"on":"true","count":"7","else":1}}')).toEqual({
      name: 'a',
      note: null,
      inner: { on: true, count: 7 },
    })
  })

  it('refuses an unknown field at the top, and says which was meant', () => {
    expect(refusal(() => outer.parse('{"nam":1}'))).toEqual({
      type: 'x_content_parse_exception',
      reason: '[1:2] [outer] unknown field [nam] did you mean [name]?',
    })
  })

  it('refuses a value of another type where it stands', () => {
    expect(refusal(() => outer.parse('{"name":null}'))).toEqual({
      type: 'x_content_parse_exception',
      reason: "[1:9] [outer] name doesn't support values of type: VALUE_NULL",
    })
  })

  it('wraps what went wrong inside with the names on the way', () => {
    expect(refusal(() => outer.parse('{"list":[{"on":true,"count":"many"}]}'))).toEqual({
      type: 'x_content_parse_exception',
      reason: '[1:29] [outer] failed to parse field [list]',
      caused_by: {
        type: 'x_content_parse_exception',
        reason: '[1:29] [inner] failed to parse field [count]',
        caused_by: { type: 'illegal_argument_exception', reason: 'For input string: "many"' },
      },
    })
  })

  it('names what is missing', () => {
    expect(refusal(() => inner.parse('{}'))).toEqual({
      type: 'illegal_argument_exception',
      reason: 'Required [on]',
    })
  })

  it('needs a body', () => {
    expect(() => inner.parse('  ')).toThrow('request body is required')
  })

  it('names the innermost parser failure as the root cause', () => {
    const inner = new ParseException(
      { type: 'x_content_parse_exception', reason: 'inner', caused_by: { type: 'illegal', reason: 'why' } },
      { line: 1, column: 1 },
    )
    expect(wrapped(inner, 'outer', 'field').toBody()).toMatchObject({
      error: { root_cause: [{ reason: 'inner' }], reason: '[1:1] [outer] failed to parse field [field]' },
      status: 400,
    })
  })

  it('puts its name around a failed build', () => {
    const parser = buildingParser({
      name: 'even',
      fields: { count: required(long) },
      build: ({ count }) => {
        if (count % 2 === 0) return count / 2
        throw new BuildFailure({ type: 'illegal_argument_exception', reason: 'odd' })
      },
    })
    expect(parser.parse('{"count":4}')).toBe(2)
    expect(refusal(() => parser.parse('{"count":3}'))).toMatchObject({
      reason: '[1:10] [even] failed to parse field [count]',
      caused_by: {
        reason: 'Failed to build [even] after last required field arrived',
        caused_by: { reason: 'odd' },
      },
    })
  })
})
