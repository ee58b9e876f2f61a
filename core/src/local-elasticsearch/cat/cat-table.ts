import { illegalArgument } from '../http/common-errors.ts'
import { matchesPattern } from '../http/matches-pattern.ts'
import { flagParameter, listParameter } from '../http/query-parameters.ts'
import type { Response } from '../http/route.ts'

export interface CatColumn {
  name: string
  /** Other names that `h` and `s` take. */
  aliases?: readonly string[]
  /** What `help` says of it. */
  about: string
  /** Numbers stand on the right. */
  right?: boolean
  /** Shown only when `h` names it. */
  hidden?: boolean
}

/** A cell: what is printed, and what it is sorted by where that is something else. */
export type CatCell = string | number | { text: string; order: number }
export type CatRow = Readonly<Record<string, CatCell>>

type Query = Readonly<Record<string, string>>

/** Parameters that every table takes. */
export const catParameters = ['v', 'h', 's', 'help', 'bytes', 'time', 'master_timeout', 'local']

const textOf = (cell: CatCell | undefined): string =>
  cell === undefined ? '' : typeof cell === 'object' ? cell.text : String(cell)

const orderOf = (cell: CatCell | undefined): string | number =>
  cell === undefined ? '' : typeof cell === 'object' ? cell.order : cell

const called = (name: string) => (column: CatColumn) =>
  matchesPattern(name, column.name) || column.aliases?.includes(name) === true

const chosen = (columns: readonly CatColumn[], query: Query): readonly CatColumn[] => {
  const names = listParameter(query, 'h')
  if (names === undefined) return columns.filter((column) => column.hidden !== true)
  return [...new Set(names.flatMap((name) => columns.filter(called(name))))]
}

const sorted = (columns: readonly CatColumn[], rows: readonly CatRow[], query: Query): readonly CatRow[] => {
  const keys = (listParameter(query, 's') ?? []).map((key) => {
    const [name = '', direction = 'asc'] = key.split(':')
    const column = columns.find(called(name))
    if (column === undefined) throw illegalArgument(`Unable to sort by unknown sort key \`${name}\``)
    return { name: column.name, sign: direction === 'desc' ? -1 : 1 }
  })
  return rows.toSorted((left, right) => {
    for (const { name, sign } of keys) {
      const [a, b] = [orderOf(left[name]), orderOf(right[name])]
      if (a !== b) return a < b ? -sign : sign
    }
    return 0
  })
}

const pad = (text: string, width: number, right: boolean | undefined): string =>
  right === true ? text.padStart(width) : text.padEnd(width)

const lines = (cells: readonly (readonly string[])[], rights: readonly (boolean | undefined)[]): string => {
  const widths = rights.map((_, at) => Math.max(0, ...cells.map((row) => row[at]?.length ?? 0)))
  return cells
    .map((row) => row.map((cell, at) => pad(cell, widths[at] ?? 0, rights[at])).join(' '))
    .map((line) => `${line}\n`)
    .join('')
}

const plain = (body: string): Response => ({
  status: 200,
  body,
  headers: { 'content-type': 'text/plain; charset=UTF-8' },
})

/** The answer of a `_cat` call: a table of text, or JSON with `format=json`. */
export const catAnswer = (columns: readonly CatColumn[], rows: readonly CatRow[], query: Query): Response => {
  if (flagParameter(query, 'help')) {
    const cells = columns.map(({ name, aliases, about }) => [
      name,
      `| ${aliases?.join(',') ?? ''}`,
      `| ${about}`,
    ])
    return plain(lines(cells, [false, false, false]))
  }
  const shown = chosen(columns, query)
  const found = sorted(columns, rows, query)
  const cells = found.map((row) => shown.map(({ name }) => textOf(row[name])))
  const format = query['format'] ?? 'text'
  if (format === 'json') {
    const body = cells.map((row) => Object.fromEntries(shown.map(({ name }, at) => [name, row[at] ?? ''])))
    return { status: 200, body }
  }
  if (format !== 'text' && format !== 'txt')
    throw illegalArgument(
      `[format] is known to local Elasticsearch only as [json] and [text], not [${format}]`,
    )
  const heads = flagParameter(query, 'v') ? [shown.map(({ name }) => name)] : []
  return plain(
    lines(
      [...heads, ...cells],
      shown.map(({ right }) => right),
    ),
  )
}

const units = ['b', 'kb', 'mb', 'gb', 'tb']

/** A size as tables show it: `5.5kb`, or a whole number of the unit that `bytes` names. */
export const sizeCell = (bytes: number, query: Query): CatCell => {
  const wanted = query['bytes']
  const power = wanted === undefined ? Math.floor(Math.log2(Math.max(1, bytes)) / 10) : units.indexOf(wanted)
  if (power < 0) throw illegalArgument(`failed to parse [bytes] with value [${wanted}] as a unit of bytes`)
  const value = bytes / 1024 ** power
  const text =
    wanted === undefined ? `${Math.trunc(value * 10) / 10}${units[power]}` : String(Math.trunc(value))
  return { text, order: bytes }
}

/** What `_cat/health` and `_cat/count` begin with. */
export const clockColumns: readonly CatColumn[] = [
  { name: 'epoch', aliases: ['t', 'time'], about: 'seconds since 1970' },
  { name: 'timestamp', aliases: ['ts', 'hms'], about: 'time of day' },
]

export const clockCells = (now: Date): CatRow => ({
  epoch: Math.floor(now.getTime() / 1000),
  timestamp: now.toISOString().slice(11, 19),
})

export const countColumns: readonly CatColumn[] = [
  ...clockColumns,
  { name: 'count', aliases: ['dc', 'docs.count', 'docsCount'], about: 'documents' },
]
