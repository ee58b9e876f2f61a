import stringWidth from 'fast-string-width'
import type { Plan, PlanChange } from '../protocol/plan.ts'
import { printable } from '../lib/printable.ts'
import { pad, wrap } from './fit.ts'
import { renderTime } from './render-time.ts'

const labelWidth = 10

/** One line, or where that is longer than `room` what it becomes on lines of its own, below what it replaces. */
const changeLines = (
  { what, from, to }: PlanChange,
  { width, room }: { width: number; room: number },
): string[] => {
  const name = pad(printable(what), width)
  if (to === undefined)
    return [from === undefined ? printable(what) : `${name}  ${printable(from)}  ->  gone`]
  if (from === undefined) return [`${name}  ${printable(to)}`]
  const was = `${name}  ${printable(from)}`
  const line = `${was}  ->  ${printable(to)}`
  if (stringWidth(line) <= room) return [line]
  const indent = ' '.repeat(stringWidth(name) + 2)
  const [first = '', ...more] = wrap(printable(to), Math.max(20, room - indent.length - 4))
  return [was, `${indent}->  ${first}`, ...more.map((text) => `${indent}    ${text}`)]
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

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Moments in the reader's own zone, which the last line names. */
const moments = (times: readonly string[], now: Date): string[] => [
  ...times.map((time) => {
    const at = new Date(time)
    return `${weekdays[at.getDay()] ?? ''} ${renderTime(at, now)}`
  }),
  `in your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone}`,
]

/**
 * A plan as people read it before they say yes: a headline, then one block for each question that they may have.
 * Moments only with `now`: a reader elsewhere has another time zone.
 */
export const renderPlan = (
  plan: Plan,
  options: {
    reason?: string | undefined
    risk?: string
    width: number
    now?: Date
    /** The privileges of whoever carries it out, and that they are there. */
    needs?: string | undefined
  },
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
      plan.changes.flatMap((change) =>
        changeLines(change, { width: nameWidth, room: width - labelWidth - 2 }),
      ),
      width,
    ),
    ...sentences('stays', plan.stays),
    ...sentences('after', plan.after),
    ...(options.now === undefined || plan.nextSyncs === undefined
      ? []
      : sentences('next', moments(plan.nextSyncs, options.now))),
    ...sentences('needs', options.needs === undefined ? [] : [options.needs]),
    ...sentences('careful', plan.warnings),
    ...sentences('for good', plan.irreversible === undefined ? [] : [plan.irreversible]),
  ]
}
