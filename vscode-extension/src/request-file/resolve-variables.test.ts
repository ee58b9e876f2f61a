import { describe, expect, it } from 'vitest'
import { parseRequestFile } from './parse-request-file.ts'
import { resolveVariables } from './resolve-variables.ts'
import type { VariableSources } from './resolve-variables.ts'

const resolver = (text: string, sources: VariableSources = {}) =>
  resolveVariables(parseRequestFile(text), sources)
const one = (value: string) => new Map([['a', value]])

describe('resolveVariables', () => {
  it('says where a value is from, the nearest source first', () => {
    const envFiles = [
      { path: 'here/.env', text: '# x\na=env' },
      { path: '.env', text: 'a=farther' },
    ]
    const all = { prompt: one('typed'), settings: one('set'), secrets: one('kept'), envFiles }
    const file = '# @var a = own\nGET b'
    expect(resolver(file, all)('a')).toMatchObject({ value: 'typed', origin: { kind: 'prompt' } })
    const { prompt: _typed, ...others } = all
    expect(resolver(file, others)('a')).toMatchObject({
      value: 'own',
      origin: { kind: 'file', span: { start: 11, end: 14 } },
    })
    expect(resolver('', others)('a')).toMatchObject({ value: 'set', origin: { kind: 'settings' } })
    expect(resolver('', { secrets: one('kept'), envFiles })('a')).toMatchObject({
      value: 'kept',
      secret: true,
    })
    expect(resolver('', { envFiles })('a')).toMatchObject({
      value: 'env',
      origin: { kind: 'env', path: 'here/.env', line: 2 },
    })
  })

  it('says what to do about a name that nobody knows', () => {
    expect(resolver('')('a')).toMatchObject({
      found: false,
      ask: false,
      why: expect.stringContaining('# @var a'),
    })
    expect(resolver('# @prompt a Which one?')('a')).toMatchObject({ found: false, ask: true })
  })

  it('builds values of values, and knows when a secret is in one', () => {
    const file = '# @var url = {{host}}/${a}\n# @var host = x\n# @var empty =\nGET b'
    const resolve = resolver(file, { secrets: one('kept') })
    expect(resolve('url')).toMatchObject({ value: 'x/kept', secret: true })
    expect(resolve('host')).toMatchObject({ value: 'x', secret: false })
    expect(resolve('empty')).toMatchObject({ value: '' })
    expect(resolver(file)('url')).toMatchObject({
      found: false,
      why: expect.stringContaining('url needs a.'),
    })
  })

  it('refuses values that go round in a circle or grow without end', () => {
    const circle = resolver('# @var a = {{b}}\n# @var b = {{c}}\n# @var c = {{b}}')
    expect(circle('a')).toMatchObject({
      found: false,
      why: expect.stringContaining('goes round in a circle'),
    })
    expect(circle('c')).toMatchObject({ found: false, why: expect.stringContaining('c -> b -> c') })
    const doubling = Array.from({ length: 45 }, (_, at) => `# @var v${at} = {{v${at + 1}}}{{v${at + 1}}}`)
    expect(resolver([...doubling, '# @var v45 = x'].join('\n'))('v0')).toMatchObject({ found: false })
  })

  it('takes parts of earlier responses, with all their digits', () => {
    const body = '{"hits": {"hits": [{"_id": "a\\"b", "n": 12345678901234567890, "o": {"x": [1]}}]}, "": 5}'
    const resolve = resolver('', {
      responses: new Map([['first', { status: 201, headers: { 'X-Found': 'yes' }, body }]]),
    })
    const value = (path: string) => {
      const variable = resolve(`first.response.${path}`)
      return variable.found ? variable.value : variable.why
    }
    expect(value('body.hits.hits[0]._id')).toBe('a"b')
    expect(value('body.$.hits.hits.0.n')).toBe('12345678901234567890')
    expect(value('body.hits.hits[0].o')).toBe('{"x": [1]}')
    expect(value('body')).toBe(body)
    expect(value('status')).toBe('201')
    expect(value('headers.x-found')).toBe('yes')
    expect(value('headers.etag')).toBe('The response of first has no header etag.')
    expect(value('body.hits.hits[1]._id')).toBe('The response of first has nothing at hits.hits[1]._id.')
    expect(resolve('second.response.body.x')).toMatchObject({
      found: false,
      why: 'The request named second has not been run yet.',
    })
  })
})
