import stringWidth from 'fast-string-width'
import { printable } from '../lib/printable.ts'
import { cut, pad, wrap } from './fit.ts'

/** What stands in such a column is there to be read to its end. */
const sentences = ['found', 'what', 'why', 'problem', 'blocks', 'notes', 'next']
const gap = 2
/** Columns that a sentence needs to be read at all. */
const leastForText = 30

export interface Cell {
  /** The field of the item. */
  key: string
  /** What people call it. */
  label: string
  text: string
}

const isSentence = ({ key }: Pick<Cell, 'key'>): boolean => sentences.includes(key)

const told = ({ key, text }: Cell): string => `${key === 'next' ? 'next: ' : ''}${printable(text)}`

/** How many of the columns leave room for the sentences, one at least. */
const columnsBeside = (widths: readonly number[], width: number): number => {
  let used = 0
  const beyond = widths.findIndex((column) => (used += column + gap) > width - leastForText)
  return Math.max(1, beyond === -1 ? widths.length : beyond)
}

/**
 * A list that says what to do about each item, for a terminal too narrow for it as a table: its short columns, and
 * beside them what was found and what comes next, as long as they are.
 * @param rows the cells of each item, the same in each
 * @returns undefined where the items say nothing of what comes next, or have room as a table.
 */
export const renderFindings = (rows: readonly (readonly Cell[])[], width: number): string[] | undefined => {
  const [first = []] = rows
  if (!first.some(({ key }) => key === 'next')) return undefined
  const natural = first.map(({ label }, at) =>
    Math.max(stringWidth(label), ...rows.map((row) => stringWidth(printable(row[at]?.text ?? '')))),
  )
  if (natural.reduce((sum, column) => sum + column + gap, -gap) <= width) return undefined
  const short = first.flatMap((cell, at) =>
    isSentence(cell) ? [] : [{ at, width: Math.min(natural[at] ?? 0, 30) }],
  )
  const columns = short.slice(
    0,
    columnsBeside(
      short.map((column) => column.width),
      width,
    ),
  )
  const beside = columns.reduce((sum, column) => sum + column.width + gap, 0)
  const line = (texts: readonly string[], text: string): string =>
    [...columns.map((column, at) => pad(cut(texts[at] ?? '', column.width), column.width)), text]
      .join(' '.repeat(gap))
      .trimEnd()

  const heading = line(
    columns.map(({ at }) => first[at]?.label ?? ''),
    first
      .filter(isSentence)
      .map(({ label }) => label)
      .join(', '),
  )
  return [
    heading,
    ...rows.flatMap((row) => {
      const texts = row
        .filter((cell) => isSentence(cell) && cell.text !== '-')
        .flatMap((cell) => wrap(told(cell), Math.max(leastForText, width - beside)))
      const names = columns.map(({ at }) => printable(row[at]?.text ?? ''))
      return (texts.length === 0 ? [''] : texts).map((text, at) => line(at === 0 ? names : [], text))
    }),
  ]
}
