import type { Plan, PlanChange } from '../protocol/plan.ts'
import { printable } from '../lib/printable.ts'
import { pad, wrap } from './fit.ts'

const labelWidth = 10

const changeLine = ({ what, from, to }: PlanChange, width: number): string => {
  const name = pad(printable(what), width)
  if (to === undefined) return from === undefined ? printable(what) : `${name}  ${printable(from)}  ->  gone`
  return from === undefined
    ? `${name}  ${printable(to)}`
    : `${name}  ${printable(from)}  ->  ${printable(to)}`
}

const block = (label: string, lines: readonly string[], width: number): string[] =>
  lines
    .flatMap((line) => (line.includes('  ') ? [line] : wrap(line, width - labelWidth - 2)))
    .map((line, i) => `  ${pad(i === 0 ? label : '', labelWidth)}${line}`.trimEnd())

/** The headline with what the operation can break at the end of the line. */
const headline = (plan: Plan, { risk = '', width }: { risk?: string; width: number }): string => {
  const text = printable(plan.headline)
  return risk === '' ? text : `${pad(text, Math.min(width, 82) - risk.length - 2)}  ${risk}`
}

/** A plan as people read it before they say yes: a headline, then one block for each question that they may have. */
export const renderPlan = (
  plan: Plan,
  options: { reason?: string | undefined; risk?: string; width: number },
): string[] => {
  const { width } = options
  const nameWidth = Math.max(
    0,
    ...plan.changes.map((change) => (change.what.length <= 30 ? change.what.length : 0)),
  )
  const sentences = (label: string, texts: readonly string[] = []) =>
    block(label, texts.map(printable), width)
  return [
    headline(plan, options),
    ...sentences('why', options.reason === undefined ? [] : [`"${options.reason}"`]),
    ...block(
      'changes',
      plan.changes.map((change) => changeLine(change, nameWidth)),
      width,
    ),
    ...sentences('stays', plan.stays),
    ...sentences('after', plan.after),
    ...sentences('careful', plan.warnings),
    ...sentences('for good', plan.irreversible === undefined ? [] : [plan.irreversible]),
  ]
}
