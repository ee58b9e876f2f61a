import { describe, expect, it } from 'vitest'
import { mergeMappings } from './merge-mappings.ts'

const BASE = {
  properties: {
    e: { type: 'object', enabled: false },
    k: { type: 'keyword' },
    n: { type: 'long' },
    ne: { type: 'nested' },
    o: { properties: { n: { type: 'integer' } } },
    t: { type: 'text' },
  },
}

const put = (update: unknown): unknown => mergeMappings(mergeMappings({}, BASE), update)

describe('merging mappings', () => {
  it('leaves out defaults and orders properties, as GET _mapping does', () => {
    const sent = {
      dynamic: true,
      date_detection: true,
      properties: {
        t: { type: 'text', norms: true, index_options: 'positions' },
        k: { type: 'keyword', index: true, doc_values: true, ignore_above: '5' },
        d: { type: 'date', format: 'strict_date_optional_time||epoch_millis' },
        'q.r': { type: 'long' },
        o: { type: 'object', properties: {} },
      },
    }
    expect(JSON.stringify(mergeMappings({}, sent))).toBe(
      JSON.stringify({
        dynamic: 'true',
        date_detection: true,
        properties: {
          d: { type: 'date' },
          k: { type: 'keyword', ignore_above: 5 },
          o: { type: 'object' },
          q: { properties: { r: { type: 'long' } } },
          t: { type: 'text' },
        },
      }),
    )
  })

  it('adds fields, multi-fields and what may change', () => {
    expect(
      put({
        dynamic: 'strict',
        properties: {
          k: { type: 'keyword', ignore_above: 12 },
          t: { type: 'text', fields: { raw: { type: 'keyword' } } },
        },
      }),
    ).toMatchObject({
      dynamic: 'strict',
      properties: {
        k: { ignore_above: 12 },
        t: { fields: { raw: { type: 'keyword' } } },
        n: { type: 'long' },
      },
    })
  })

  const refused: [unknown, string][] = [
    [
      { properties: { n: { type: 'keyword' } } },
      'mapper [n] cannot be changed from type [long] to [keyword]',
    ],
    [
      { properties: { o: { properties: { n: { type: 'long' } } } } },
      'mapper [o.n] cannot be changed from type [integer] to [long]',
    ],
    [
      { properties: { o: { type: 'keyword' } } },
      "can't merge a non object mapping [o] with an object mapping",
    ],
    [
      { properties: { ne: { type: 'object' } } },
      "can't merge a non-nested mapping [ne] with a nested mapping",
    ],
    [
      { properties: { e: { type: 'object' } } },
      "the [enabled] parameter can't be updated for the object mapping [e]",
    ],
    [
      { properties: { k: { type: 'keyword', doc_values: false } } },
      'Mapper for [k] conflicts with existing mapper:\n\tCannot update parameter [doc_values] from [true] to [false]',
    ],
    [
      { properties: { z: { type: 'long', foo: 1 } } },
      'Failed to parse mapping: unknown parameter [foo] on mapper [z] of type [long]',
    ],
    [{ properties: { z: { foo: 1 } } }, 'Failed to parse mapping: No type specified for field [z]'],
    [{ foo: 1 }, 'Failed to parse mapping: Root mapping definition has unsupported parameters:  [foo : 1]'],
    [
      { properties: { t: { type: 'text', analyzer: 'english' } } },
      'Failed to parse mapping: analyzer [english] has not been configured in mappings',
    ],
    [
      { dynamic_templates: { a: 1 } },
      'Failed to parse mapping: Dynamic template syntax error. An array of named objects is expected.',
    ],
    [
      {
        dynamic_templates: [
          { t: { match_mapping_type: 'string', mapping: { type: 'text', analyzer: 'nope' } } },
        ],
      },
      'Failed to parse mapping: dynamic template [t] has invalid content [{"match_mapping_type":"string","mapping":{"analyzer":"nope","type":"text"}}], attempted to validate it with the following match_mapping_type: [string]',
    ],
    [
      { dynamic_templates: [{ t: { match: 'a*', mapping: { type: 'text', analyzer: 'nope' } } }] },
      'attempted to validate it with the following match_mapping_type: [object, string, long, double, boolean, date, binary]',
    ],
  ]
  it.each(refused)('refuses %j', (update, reason) => {
    expect(() => put(update)).toThrow(reason)
  })
})
