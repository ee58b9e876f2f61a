import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

const nested = (depth: number): object => {
  let inner: object = { end: true }
  for (let at = 1; at < depth; at += 1) inner = { a: inner }
  return inner
}
const lists = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

/** A number with all its digits: JSON knows no limit. */
const digits = (number: string): unknown => JSON.rawJSON(number)

const mebibyte = 1024 * 1024

/** What sources hold although nobody would think of it, by id. */
const hostile = (): Record<string, object> =>
  Object.fromEntries([
    ['lone-high', { text: 'a\ud800b' }],
    ['lone-low', { text: '\udc00' }],
    ['', { text: 'without an id' }],
    ['nul', { text: 'before\0after' }],
    ['control', { text: Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('') }],
    ['separators', { text: 'a\u2028b\u2029c\u0085d\r\ne' }],
    [
      'proto',
      JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
    ],
    ['__proto__', { text: 'its id' }],
    ['constructor', { text: 'its id, too' }],
    ['id with " and \\ and \n and \0', { text: 'odd' }],
    ['\ud800 alone', { text: 'in the id' }],
    ['_patchbay', { _patchbay: 'all:aaaaaaaaaaaaaaaa', text: 'pretends a mark' }],
    ['big', { big: digits('123456789012345678901234567890') }],
    ['bigger', { bigger: digits('1e400') }],
    ['small', { small: digits('-9223372036854775808') }],
    ['fraction', { fraction: digits('0.1234567890123456789012345678901234567890') }],
    ['deep', { deep: nested(1_000) }],
    ['deep-lists', { lists: lists(1_000) }],
    ['empty-name', { '': 1 }],
    ['dots', { '.': 1, 'a..b': 2 }],
    ['blank', { ' ': 1 }],
    ['long-name', { ['x'.repeat(40_000)]: 1 }],
    ['long-word', { text: 'x'.repeat(40_000) }],
    ['large', { text: 'large '.repeat((12 * mebibyte) / 6) }],
    ['too-large', { text: 'large '.repeat((51 * mebibyte) / 6) }],
  ])

const notes = z.object({
  unchanged: z.number(),
  refused: z.number(),
  refusals: z.array(z.object({ id: z.string(), reason: z.string().min(5) })),
})

/** What a source can hold never ends a sync: each document is in the index, or is named with the reason. */
export const hostileCases = (ground: () => WorkerGround): void => {
  describe('hostile documents', () => {
    it('are in the index or named with a reason, and hurt no other one', { timeout: 120_000 }, async () => {
      const { connector, sync, documents } = ground()
      const odd = hostile()
      const plain = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`plain-${n}`, { n }]))
      // One beside each other, so that each page has some of both.
      const mixed = Object.fromEntries(
        Object.entries(plain).flatMap((one, at) => [one, ...Object.entries(odd).slice(at, at + 1)]),
      )
      const { id, index } = await connector(newScript({ all: mixed }))
      const first = await sync(id)
      const { refusals, refused } = notes.parse(first.metadata?.patchbay)
      const written = await documents(index)
      for (const [one, body] of Object.entries(plain)) expect(written[one]).toEqual({ id: one, ...body })
      const named = new Map(refusals.map((refusal) => [refusal.id, refusal.reason]))
      const lost = Object.keys(odd).filter((one) => !(one.toWellFormed() in written) && !named.has(one))
      expect(lost).toEqual([])
      expect(named.get('too-large')).toContain('maxDocumentMb')
      expect(refused).toBe(refusals.length)
      expect(first.status).toBe('error')
      expect(first.error).toContain('could not be written')
      for (const one of ['nul', 'control', 'separators', '__proto__', 'large'])
        expect(JSON.stringify(written[one])).toBe(JSON.stringify({ id: one, ...odd[one] }))
      expect(Object.keys(z.object({}).parse({}))).toEqual([])
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()

      // What was written isn't sent again, what was refused is, and nothing is deleted.
      const second = await sync(id)
      expect(second).toMatchObject({ indexed_document_count: 0, deleted_document_count: 0 })
      expect(notes.parse(second.metadata?.patchbay)).toMatchObject({
        refused,
        unchanged: Object.keys(mixed).length - refused,
      })
      expect(Object.keys(await documents(index)).toSorted()).toEqual(Object.keys(written).toSorted())
    })
  })
}
