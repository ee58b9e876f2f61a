import stringWidth from 'fast-string-width'
import { printable } from '../lib/printable.ts'
import { cut, pad } from './fit.ts'

const gap = 2
const narrowest = 8

/** Takes from the widest column until the row fits, and never makes one narrower than it can be read. */
const fitWidths = (natural: readonly number[], width: number): number[] => {
  const widths = [...natural]
  let over = widths.reduce((sum, column) => sum + column + gap, -gap) - width
  while (over > 0) {
    const widest = Math.max(...widths)
    if (widest <= narrowest) break
    widths[widths.indexOf(widest)] = widest - 1
    over -= 1
  }
  return widths
}

const widest = 40
const fewest = 4

/** How many columns from the left have room at their natural width, long texts counted as 40. */
const columnsThatFit = (natural: readonly number[], width: number): number => {
  let used = -gap
  const room = natural.findIndex((column) => {
    used += Math.min(column, widest) + gap
    return used > width
  })
  return room === -1 ? natural.length : Math.max(fewest, room)
}

/**
 * Lines of aligned columns that fit `width` terminal columns, the heading first. Columns that have no room are left out
 * from the right, what is still too long is cut with `…`; characters that could move the terminal are written out.
 */
export const renderTable = (
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] => {
  const table = [heading, ...rows].map((row) => row.map(printable))
  const natural = heading.map((_, column) => Math.max(...table.map((row) => stringWidth(row[column] ?? ''))))
  const widths = fitWidths(natural.slice(0, columnsThatFit(natural, width)), width)
  return table.map((row) =>
    widths
      .map((column, at) => pad(cut(row[at] ?? '', column), column))
      .join(' '.repeat(gap))
      .trimEnd(),
  )
}
