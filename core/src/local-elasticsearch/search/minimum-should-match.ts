import { numberFormat } from './body-values.ts'
import { shown } from '../mappings/shown.ts'

/** How many of `clauses` must match: `2`, `-1`, `"75%"`, `"-25%"`. */
export const minimumShouldMatch = (value: unknown, clauses: number): number => {
  const text = shown(value).trim()
  const [, amount, percent] = /^(-?\d+)(%)?$/.exec(text) ?? []
  if (amount === undefined) throw numberFormat(text)
  const number = Number(amount)
  const count = percent === undefined ? number : Math.trunc((clauses * number) / 100)
  return Math.max(0, number < 0 ? clauses + count : count)
}
