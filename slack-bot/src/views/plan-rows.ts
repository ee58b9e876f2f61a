import type { Plan } from '@patchbay/core'
import { renderPlan, wrap } from '@patchbay/core/words'

/** What comes after the arrow goes to a line of its own where it has no room, below what it replaces. */
const fit = (row: string, width: number): string[] => {
  const [before = '', ...after] = row.split('  ->  ')
  if (row.length <= width || after.length === 0) return [row]
  const column = before.length - (before.split(/ {2,}/).at(-1) ?? '').length
  const [first = '', ...rest] = wrap(after.join('  ->  '), Math.max(20, width - column - 4))
  const indent = ' '.repeat(column)
  return [before, `${indent}->  ${first}`, ...rest.map((more) => `${indent}    ${more}`)]
}

/** A plan in columns, without its headline and the indent of the terminal, which say nothing in a frame of their own. */
export const planRows = (plan: Plan, width: number): string[] =>
  renderPlan({ ...plan, headline: '' }, { width })
    .slice(1)
    .flatMap((row) => fit(row.replace(/^ {2}/, ''), width))
