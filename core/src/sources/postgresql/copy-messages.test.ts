import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BinaryRows, type DocumentRow } from './binary-rows.ts'
import { CopyMessages } from './copy-messages.ts'

const message = (code: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5)
  head.write(code, 0, 'latin1')
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])
const field = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
const row = (id: string, json: string): Buffer => Buffer.concat([Buffer.from([0, 2]), field(id), field(json)])
const trailer = Buffer.from([0xff, 0xff])

/** What a server sends for some rows, and what comes after. */
const conversation = (rows: readonly (readonly [string, string])[], after: Buffer): Buffer => {
  const bodies = [...rows.map(([id, json]) => row(id, json)), trailer]
  return Buffer.concat([
    message('H', Buffer.from([1, 0, 2, 0, 1, 0, 1])),
    ...bodies.flatMap((body, at) => [
      message('d', at === 0 ? Buffer.concat([header, body]) : body),
      ...(at % 3 === 0 ? [message('N', Buffer.from('a notice\0'))] : []),
    ]),
    message('c', Buffer.alloc(0)),
    after,
  ])
}

/** Chunks that end at these places. */
const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const ends = [...new Set(places.map((place) => place % bytes.length)), bytes.length].toSorted(
    (a, b) => a - b,
  )
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end))
}

const read = (chunks: readonly Buffer[]) => {
  const rows: DocumentRow[] = []
  const binary = new BinaryRows()
  const messages = new CopyMessages({ data: (bytes, from, to) => binary.read(bytes, { from, to }, rows) })
  const rests: Buffer[] = []
  for (const chunk of chunks) {
    if (rests.length > 0) rests.push(chunk)
    else rests.push(...[messages.push(chunk)].filter((rest) => rest !== undefined))
  }
  return {
    rows: rows.map(({ id, json }) => [id, String(json)]),
    ended: binary.ended,
    rest: Buffer.concat(rests),
  }
}

const text = fc.string({ unit: 'grapheme', maxLength: 30 })
const places = fc.array(fc.nat(5_000), { maxLength: 12 })

it('gives the same rows however what the server sends is cut into chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 20 }), places, (rows, at) => {
      const after = message('C', Buffer.from('COPY 3\0'))
      const lines = rows.map(([id, json]) => [id, JSON.stringify(json)] as const)
      const found = read(cut(conversation(lines, after), at))
      expect(found).toEqual({ rows: lines.map((one) => [...one]), ended: true, rest: after })
    }),
    { numRuns: 500 },
  )
})

it('hands an error of the server on, with everything behind it, and has not ended', () => {
  fc.assert(
    fc.property(places, (at) => {
      const error = Buffer.concat([message('E', Buffer.from('SERROR\0\0')), message('Z', Buffer.from('E'))])
      const begun = message('d', Buffer.concat([header, row('a', '{}')]))
      const found = read(cut(Buffer.concat([begun, error]), at))
      expect(found).toEqual({ rows: [['a', '{}']], ended: false, rest: error })
    }),
  )
})

it('refuses what is no row of two texts', () => {
  for (const body of [Buffer.from([0, 3]), Buffer.from([0]), row('a', '{}').subarray(0, -1)])
    expect(() => read([message('d', Buffer.concat([header, body]))])).toThrow('in a form that is not known')
})
