import { expect, it } from 'vitest'
import type { SourcePage } from '../data-source.ts'
import { type Kind, valueInId, valueJson } from './column-value.ts'
import { documentsOf, type KeyedTable, type Naming, selectRows, tablePages } from './keyed-table.ts'

it.each<[Kind, unknown, string]>([
  ['number', '12345678901234567890.1234567890', '12345678901234567890.1234567890'],
  ['number', '-.5', '-0.5'],
  ['number', '007', '7'],
  ['number', '1.5E+10', '1.5E+10'],
  ['number', Number.NaN, 'null'],
  ['wide', '12345678901234567890', '12345678901234567890.0'],
  ['wide', '0.1', '0.1'],
  ['boolean', '1', 'true'],
  ['boolean', '0', 'false'],
  ['time', '2024-02-29T10:00:00.1230000', '"2024-02-29T10:00:00.123"'],
  ['time', '2024-02-29T10:00:00.0000000Z', '"2024-02-29T10:00:00Z"'],
  ['time', '2024-02-29T10:00:00', '"2024-02-29T10:00:00"'],
  ['bytes', Buffer.from([0xff, 0]), '"/wA="'],
  ['json', { a: [1, null] }, '{"a":[1,null]}'],
  ['text', 'a\n"b"\ud800', '"a\\n\\"b\\"\\ud800"'],
  ['text', null, 'null'],
])('shows a %s as JSON that loses nothing: %s', (kind, value, json) => {
  expect(valueJson(kind, value)).toBe(json)
  expect(() => JSON.parse(json)).not.toThrow()
})

it('makes ids of values as Python prints them', () => {
  expect(valueInId('time', '2024-02-29T10:00:00.1230000')).toBe('2024-02-29 10:00:00.123000')
  expect(valueInId('time', '2024-02-29T10:00:00')).toBe('2024-02-29 10:00:00')
  expect(valueInId('wide', '12345678901234567890')).toBe('12345678901234567890')
  expect(valueInId('text', null)).toBe('None')
  expect(valueInId('bytes', Buffer.from([0x41, 0]))).toBe("b'A\\x00'")
})

const table: KeyedTable = {
  name: 'Orders',
  part: 'dbo.Orders',
  from: '[dbo].[Orders]',
  columns: [
    { name: 'Id', kind: 'number', expression: 'CONVERT(varchar(20), [Id])' },
    { name: 'ID', kind: 'text', expression: '[ID]' },
    { name: 'database', kind: 'text', expression: '[database]' },
  ],
  keys: ['Id'],
  order: '[Id]',
}
const naming: Naming = {
  idOf: (name, keys) => `shop_${[name, ...keys].join('_')}_`,
  fieldOf: (_table, column) => column.toLowerCase(),
  more: (name) => ({ database: 'shop', table: name }),
}

it('asks for what is left of a table, in an order that lets it go on', () => {
  const list = 'SELECT CONVERT(varchar(20), [Id]), [ID], [database] FROM [dbo].[Orders]'
  expect(selectRows(table, {})).toBe(`${list} ORDER BY [Id]`)
  expect(selectRows(table, { after: '-7', conditions: ['[v] >= 0x01'] })).toBe(
    `${list} WHERE [v] >= 0x01 AND [Id] > -7 ORDER BY [Id]`,
  )
  expect(selectRows({ ...table, order: undefined }, { after: '7' })).toBe(list)
})

const listed = async (rows: unknown[][], from: KeyedTable = table): Promise<SourcePage[]> => {
  async function* given() {
    yield* rows
  }
  const pages: SourcePage[] = []
  const checkpointAt = (after: string) => ({ after })
  for await (const page of tablePages(from, documentsOf(from, naming, given()), { naming, checkpointAt }))
    pages.push(page)
  return pages
}

it("makes documents of rows: the document's own fields win, and of two columns in one field the later", async () => {
  const [documents, checkpoint] = await listed([
    ['1', 'a', 'theirs'],
    ['2', 'b', null],
  ])
  expect(documents).toMatchObject({ part: 'dbo.Orders' })
  const found = documents?.kind === 'documents' ? documents.documents : []
  expect(found.map(({ id, json }) => [id, JSON.parse(json.toString())])).toEqual([
    ['shop_Orders_1_', { id: 'shop_Orders_1_', database: 'shop', table: 'Orders' }],
    ['shop_Orders_2_', { id: 'shop_Orders_2_', database: 'shop', table: 'Orders' }],
  ])
  expect(checkpoint).toEqual({ kind: 'checkpoint', at: { after: '2' } })
})

it('gives no checkpoint where the key tells no order', async () => {
  expect((await listed([['x', 'a', null]])).map(({ kind }) => kind)).toEqual(['documents'])
  expect((await listed([['1', 'a', null]], { ...table, order: undefined })).map(({ kind }) => kind)).toEqual([
    'documents',
  ])
  expect(await listed([])).toEqual([])
})
