import { describe, expect, it } from 'vitest'
import { applyDynamicMapping } from './apply-dynamic-mapping.ts'
import { mergeMappings } from './merge-mappings.ts'

const textWithKeyword = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } }

const apply = (mappings: object, document: unknown, settings?: Record<string, unknown>) =>
  applyDynamicMapping(
    mergeMappings({}, mappings, settings),
    {
      id: '1',
      text: typeof document === 'string' ? document : JSON.stringify(document),
    },
    settings,
  )?.mappings

const properties = (document: unknown, mappings: object = {}) => apply(mappings, document)?.['properties']

const reasonOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    return error instanceof Error && 'type' in error
      ? `${String(error.type)}: ${error.message}`
      : String(error)
  }
  return 'nothing thrown'
}

const MAPPED = {
  properties: {
    n: { type: 'long' },
    d: { type: 'date' },
    b: { type: 'boolean' },
    k: { type: 'keyword' },
    o: { properties: { n: { type: 'integer' } } },
    s: { dynamic: 'strict', properties: { a: { type: 'keyword' } } },
    open: { type: 'object', enabled: false },
  },
}

describe('types of new fields, as a genuine Elasticsearch infers them', () => {
  const cases: [string, unknown][] = [
    ['"x"', textWithKeyword],
    ['1', { type: 'long' }],
    ['1.0', { type: 'float' }],
    ['1e3', { type: 'float' }],
    ['true', { type: 'boolean' }],
    ['"2024-01-01"', { type: 'date' }],
    ['"2024-05"', { type: 'date' }],
    ['"2024-01-01T10:00:00,5+02:00"', { type: 'date' }],
    ['"2024/01/01"', { type: 'date', format: 'yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis', locale: '' }],
    ['"2024"', textWithKeyword],
    ['"2024-02-30"', textWithKeyword],
    ['"2024-01-01T24:00:00Z"', textWithKeyword],
    ['"2024-01-01 10:00"', textWithKeyword],
    ['{}', { type: 'object' }],
    ['[["a"]]', textWithKeyword],
    ['[{"b":1},{"c":true}]', { properties: { b: { type: 'long' }, c: { type: 'boolean' } } }],
  ]
  it.each(cases)('%s', (value, expected) => {
    expect(properties(`{"a":${value}}`)).toEqual({ a: expected })
  })

  it('adds nothing for null and empty lists', () => {
    expect(properties('{"a":null,"b":[],"c":[null]}')).toBeUndefined()
  })

  it('reads a dotted name as objects', () => {
    expect(properties('{"a.b":1,"a":{"c":true}}')).toEqual({
      a: { properties: { b: { type: 'long' }, c: { type: 'boolean' } } },
    })
  })

  it('adds nothing under dynamic false, nor under a disabled object', () => {
    expect(properties('{"z":{"a":[1,"x"]}}', { dynamic: false })).toBeUndefined()
    expect(properties('{"open":[5,{"a":1}]}', MAPPED)).toBeUndefined()
  })

  it('follows dynamic templates in their order', () => {
    const templates = [
      { ids: { match: '*_id', mapping: { type: 'keyword' } } },
      { words: { match_mapping_type: 'string', unmatch: 'raw*', mapping: { type: 'text' } } },
      { off: { match_mapping_type: 'object', match: 'off*', mapping: { type: 'object', enabled: false } } },
      { whole: { match_mapping_type: 'long', mapping: { doc_values: false } } },
    ]
    expect(
      properties('{"x_id":5,"y":"foo","raw":"foo","off":{"a":[1,"x"]},"n":5}', {
        dynamic_templates: templates,
      }),
    ).toEqual({
      n: { type: 'long', doc_values: false },
      off: { type: 'object', enabled: false },
      raw: textWithKeyword,
      x_id: { type: 'keyword' },
      y: { type: 'text' },
    })
  })
})

describe('documents that a genuine Elasticsearch refuses', () => {
  const preview = (place: string, field: string, type: string, value: string): string =>
    `document_parsing_exception: ${place} failed to parse field [${field}] of type [${type}] in document with id '1'. ` +
    `Preview of field's value: '${value}'`
  const cases: [string, string][] = [
    ['{"n":"abc"}', preview('[1:6]', 'n', 'long', 'abc')],
    ['{"k":"x",\n  "n": "abc"}', preview('[2:8]', 'n', 'long', 'abc')],
    ['{"é":"ü","n":"x"}', preview('[1:16]', 'n', 'long', 'x')],
    ['{"n":{"a":1}}', preview('[1:12]', 'n', 'long', '{a=1}')],
    ['{"n":[1,"x"]}', preview('[1:9]', 'n', 'long', 'x')],
    ['{"n":99999999999999999999}', preview('[1:6]', 'n', 'long', '99999999999999999999')],
    ['{"o":{"n":3000000000}}', preview('[1:11]', 'o.n', 'integer', '3000000000')],
    ['{"o.n":"q"}', preview('[1:8]', 'o.n', 'integer', 'q')],
    ['{"d":"hello"}', preview('[1:6]', 'd', 'date', 'hello')],
    ['{"b":1}', preview('[1:6]', 'b', 'boolean', '1')],
    [
      '{"o":5}',
      'document_parsing_exception: [1:6] object mapping for [o] tried to parse field [o] as object, but found a concrete value',
    ],
    [
      '{"o":[{"n":1},5]}',
      'document_parsing_exception: [1:15] object mapping for [o] tried to parse field [null] as object, but found a concrete value',
    ],
    [
      '{"s":{"b":1}}',
      'strict_dynamic_mapping_exception: [1:11] mapping set to strict, dynamic introduction of [b] within [s] is not allowed',
    ],
    ['{"a":[1,1.5]}', 'illegal_argument_exception: mapper [a] cannot be changed from type [long] to [float]'],
    [
      '{"a":[{"b":1},5]}',
      "illegal_argument_exception: can't merge a non object mapping [a] with an object mapping",
    ],
    ['[1]', 'document_parsing_exception: Malformed content, must start with an object'],
  ]
  it.each(cases)('%s', (document, expected) => {
    expect(reasonOf(() => apply(MAPPED, document))).toBe(expected)
  })

  it('goes as deep as it may and not deeper', () => {
    const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    expect(apply({}, nested(20))).toBeDefined()
    const reason = reasonOf(() => apply({}, nested(1_000)))
    const path = Array.from({ length: 20 }, () => 'a').join('.')
    expect(reason).toBe(
      `illegal_argument_exception: Limit of mapping depth [20] has been exceeded due to object field [${path}]`,
    )
  })

  it('goes up to the field limit and not beyond', () => {
    const settings = { index: { mapping: { 'total_fields.limit': 3 } } }
    const mappings = { properties: { z: { type: 'long' } } }
    expect(Object.keys(Object(apply(mappings, '{"a":"x"}', settings)?.['properties']))).toEqual(['a', 'z'])
    expect(reasonOf(() => apply(mappings, '{"a":"x","b":1}', settings))).toBe(
      'document_parsing_exception: [1:14] failed to parse: Limit of total fields [3] has been exceeded while adding new fields [1]',
    )
  })
})
