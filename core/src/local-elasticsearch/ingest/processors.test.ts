import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isObject } from '../xcontent/is-object.ts'
import type { TestServer } from '../test-server.ts'
import { startTestServer } from '../test-server.ts'

// The real server of the tests has none of these processors: what they do is told by Elasticsearch's documentation.
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

/** The document after the processors: its source, null when it was dropped, or why it failed. */
const after = async (processors: unknown[], source: unknown, onFailure?: unknown[]): Promise<unknown> => {
  const pipeline = { processors, ...(onFailure === undefined ? {} : { on_failure: onFailure }) }
  const body = { pipeline, docs: [{ _source: source }] }
  const answer = await server.call('POST', '/_ingest/pipeline/_simulate', body)
  const docs: unknown = answer.body['docs']
  const [first] = Array.isArray(docs) ? docs : [answer.body]
  if (!isObject(first)) return first
  const { doc, error } = first
  if (isObject(error)) return error['reason']
  return isObject(doc) ? doc['_source'] : first
}

describe('a processor', () => {
  it.each([
    [
      'convert to whole numbers',
      { convert: { field: 'a', type: 'integer' } },
      { a: ['7', '-8'] },
      { a: [7, -8] },
    ],
    [
      'convert to fractions',
      { convert: { field: 'a', type: 'double', target_field: 'b' } },
      { a: '1.5' },
      { a: '1.5', b: 1.5 },
    ],
    ['convert to truth', { convert: { field: 'a', type: 'boolean' } }, { a: 'TRUE' }, { a: true }],
    ['convert to text', { convert: { field: 'a', type: 'string' } }, { a: [1, true] }, { a: ['1', 'true'] }],
    [
      'convert to what fits',
      { convert: { field: 'a', type: 'auto' } },
      { a: ['1', 'true', '1.5', 'x'] },
      { a: [1, true, 1.5, 'x'] },
    ],
    ['convert nothing', { convert: { field: 'a', type: 'long', ignore_missing: true } }, {}, {}],
    ['split', { split: { field: 'a', separator: '\\s*,\\s*' } }, { a: 'x , y,z,,' }, { a: ['x', 'y', 'z'] }],
    [
      'split to the end',
      { split: { field: 'a', separator: '(,)', preserve_trailing: true } },
      { a: 'x,' },
      { a: ['x', ''] },
    ],
    ['join', { join: { field: 'a', separator: '-' } }, { a: ['x', 1] }, { a: 'x-1' }],
    [
      'gsub',
      { gsub: { field: 'a', pattern: '(\\w)\\.', replacement: '$1\\$' } },
      { a: ['a.b.', 'c'] },
      { a: ['a$b$', 'c'] },
    ],
    ['append one', { append: { field: 'a', value: 'y' } }, { a: 'x' }, { a: ['x', 'y'] }],
    [
      'append several once',
      { append: { field: 'a', value: ['x', 'y'], allow_duplicates: false } },
      { a: ['x'] },
      { a: ['x', 'y'] },
    ],
    [
      'append a filled in text',
      { append: { field: 'a', value: '{{b}}: {{{c.d}}}' } },
      { b: '"1"', c: { d: '"2"' } },
      { b: '"1"', c: { d: '"2"' }, a: ['\\"1\\": "2"'] },
    ],
    [
      'date by a pattern',
      { date: { field: 'a', formats: ['yyyy-MM-dd', 'UNIX'] } },
      { a: '2024-02-29' },
      { a: '2024-02-29', '@timestamp': '2024-02-29T00:00:00.000Z' },
    ],
    [
      'date by seconds',
      { date: { field: 'a', formats: ['yyyy-MM-dd', 'UNIX'], target_field: 'a' } },
      { a: 86400 },
      { a: '1970-01-02T00:00:00.000Z' },
    ],
    [
      'date in a time zone',
      { date: { field: 'a', formats: ['ISO8601'], timezone: '+02:00', target_field: 'b' } },
      { a: '2024-01-01T12:00:00' },
      { a: '2024-01-01T12:00:00', b: '2024-01-01T12:00:00.000+02:00' },
    ],
    [
      'foreach',
      { foreach: { field: 'a', processor: { uppercase: { field: '_ingest._value.n' } } } },
      { a: [{ n: 'x' }, { n: 'y' }] },
      { a: [{ n: 'X' }, { n: 'Y' }] },
    ],
    [
      'set by a condition that holds',
      { set: { field: 'b', value: 1, if: "ctx?.a?.n == 'x' && ctx.z == null" } },
      { a: { n: 'x' } },
      { a: { n: 'x' }, b: 1 },
    ],
    [
      'set by one that does not',
      { set: { field: 'b', value: 1, if: 'ctx.a == true || ctx.a == 3' } },
      { a: 4 },
      { a: 4 },
    ],
    ['drop', { drop: { if: 'ctx.a == true' } }, { a: true }, null],
    ['drop nothing', { drop: { if: 'ctx.a == true' } }, { a: false }, { a: false }],
    ['fail with its own words', { fail: { message: 'no {{a}}' } }, { a: 'luck' }, 'no luck'],
    [
      'refuse what does not convert',
      { convert: { field: 'a', type: 'integer' } },
      { a: '2147483648' },
      'unable to convert [2147483648] to integer',
    ],
    [
      'refuse what is no date',
      { date: { field: 'a', formats: ['ISO8601'] } },
      { a: 'soon' },
      'unable to parse date [soon]',
    ],
    [
      'refuse what is no list',
      { join: { field: 'a', separator: '' } },
      { a: 'x' },
      'field [a] of type [java.lang.String] cannot be cast to [java.util.List]',
    ],
    [
      'refuse a missing pipeline',
      { pipeline: { name: 'nosuch' } },
      {},
      'Pipeline processor configured for non-existent pipeline [nosuch]',
    ],
    ['pass over a missing pipeline', { pipeline: { name: 'nosuch', ignore_missing_pipeline: true } }, {}, {}],
  ])('can %s', async (_what, processor, source, expected) => {
    expect(await after([processor], source)).toEqual(expected)
  })

  it('keeps whole numbers that JavaScript would round', async () => {
    const body = {
      pipeline: { processors: [{ convert: { field: 'a', type: 'long' } }] },
      docs: [{ _source: { a: '9007199254740993' } }],
    }
    expect((await server.call('POST', '/_ingest/pipeline/_simulate', body)).text).toContain(
      '"a":9007199254740993',
    )
  })

  it('tells the handler of a failure what went wrong', async () => {
    const value = '{{ _ingest.on_failure_processor_type }}: {{ _ingest.on_failure_message }}'
    expect(
      await after([{ fail: { message: 'no' } }, { set: { field: 'b', value: 1 } }], {}, [
        { append: { field: 'errors', value } },
      ]),
    ).toEqual({ errors: ['fail: no'] })
  })

  it('can run another pipeline, which runs no circles', async () => {
    await server.call('PUT', '/_ingest/pipeline/inner', {
      processors: [{ set: { field: 'inner', value: 1 } }],
    })
    expect(await after([{ pipeline: { name: 'inner' } }, { set: { field: 'outer', value: 1 } }], {})).toEqual(
      {
        inner: 1,
        outer: 1,
      },
    )
    await server.call('PUT', '/_ingest/pipeline/circle', { processors: [{ pipeline: { name: 'circle' } }] })
    expect(await after([{ pipeline: { name: 'circle' } }], {})).toBe('Cycle detected for pipeline: circle')
  })

  it('leaves no trace of what it drops, alone or in a bulk', async () => {
    await server.call('PUT', '/_ingest/pipeline/dropping', { processors: [{ drop: { if: 'ctx.a == 1' } }] })
    const alone = await server.call('PUT', '/dropped/_doc/1?pipeline=dropping', { a: 1 })
    expect([alone.status, alone.body['result']]).toEqual([200, 'noop'])
    const bulk = await server.call(
      'POST',
      '/dropped/_bulk?pipeline=dropping',
      '{"index":{"_id":"1"}}\n{"a":1}\n{"index":{"_id":"2"}}\n{"a":2}\n',
    )
    expect(bulk.body['errors']).toBe(false)
    expect((await server.call('GET', '/dropped/_count')).body['count']).toBe(1)
  })
})

describe('the pipeline of connectors', () => {
  it('squeezes the body, takes its helpers away, and says that no text was extracted', async () => {
    const source = {
      _extract_binary_content: true,
      _reduce_whitespace: true,
      _run_ml_inference: true,
      _attachment: 'aGVsbG8=',
      body: ' a \n\t b ',
      title: ' a  b ',
    }
    const answer = await server.call('PUT', '/content/_doc/1?pipeline=search-default-ingestion', source)
    expect(answer.status).toBe(201)
    expect((await server.call('GET', '/content/_source/1')).body).toEqual({
      body: 'a b',
      title: ' a  b ',
      _ingestion_errors: ['local Elasticsearch extracts no text from attachments'],
    })
  })

  it('leaves alone what has no flags', async () => {
    const source = { body: ' a  b ' }
    await server.call('PUT', '/content/_doc/2?pipeline=search-default-ingestion', source)
    expect((await server.call('GET', '/content/_source/2')).body).toEqual(source)
  })
})
