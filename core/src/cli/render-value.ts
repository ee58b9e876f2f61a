import { printable } from '../lib/printable.ts'
import { cut, pad } from './fit.ts'
import { renderFindings } from './render-findings.ts'
import { renderTable } from './render-table.ts'
import { renderShortTime, renderTime } from './render-time.ts'

export interface View {
  now: Date
  /** Terminal columns. */
  width: number
  /** Which columns a list shows, and in which order; by default what its items hold. */
  columns?: readonly string[] | undefined
  /** What is said of a list with nothing in it. */
  empty?: string | undefined
  /** Times as ages: room is short. */
  short?: boolean
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/
const counts = /(count|total|documents|deleted|indexed|changed|written|hits|rows)$/i

/** In the form of the data source, with its own keys: whoever reads it compares it with what they wrote. */
const asJson = new Set(['advanced'])

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (isObject(value) && Object.keys(value).length === 0)

/** `indexName` and `index_name` -> `index name`; a unit keeps its letters. */
const label = (key: string): string =>
  printable(
    key
      .replaceAll('_', ' ')
      .split(/(?<=[a-z0-9])(?=[A-Z])(?!B$)/)
      .map((word) => (/^[KMG]iB$/.test(word) ? word : word.toLowerCase()))
      .join(' '),
  )

const time = (at: Date, { now, short }: View): string =>
  short === true ? renderShortTime(at, now) : renderTime(at, now)

const scalar = (key: string, value: unknown, view: View): string => {
  if (isEmpty(value) || (Array.isArray(value) && value.length === 0)) return '-'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number' && counts.test(key)) return value.toLocaleString('en-US')
  if (typeof value === 'string') return isoTime.test(value) ? time(new Date(value), view) : printable(value)
  if (Array.isArray(value)) return value.map((item) => scalar(key, item, view)).join(', ')
  // In a cell there is room for what it says, not for what that is called; a number alone says nothing.
  if (isObject(value))
    return Object.entries(value)
      .map(([name, one]) => scalar(name, one, view) + (typeof one === 'number' ? ` ${label(name)}` : ''))
      .join(' · ')
  return String(value)
}

const renderItems = (items: readonly unknown[], view: View): string[] => {
  const objects = items.filter(isObject)
  if (objects.length < items.length) return items.map((item) => scalar('', item, view))
  const held = [...new Set(objects.flatMap((item) => Object.keys(item)))]
  const flat = held.filter((key) => objects.some((item) => !isEmpty(item[key]) && !isObject(item[key])))
  const chosen = view.columns?.filter((key) => held.includes(key)) ?? flat
  const rows = objects.map((item) =>
    chosen.map((key) => ({
      key,
      label: label(key),
      text: scalar(key, item[key], { ...view, short: true }),
    })),
  )
  const texts = rows.map((row) => row.map(({ text }) => text))
  return renderFindings(rows, view.width) ?? renderTable(chosen.map(label), texts, view.width)
}

/** Moments, and texts that have no room side by side, get a line each. */
const isListOfLines = (value: unknown, room: number): value is string[] =>
  Array.isArray(value) &&
  value.length > 1 &&
  value.every((one) => typeof one === 'string') &&
  (value.every((one) => isoTime.test(one)) || value.join(', ').length > room)

const renderObject = (value: Record<string, unknown>, view: View, indent: string): string[] => {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  const widest = Math.min(28, Math.max(0, ...entries.map(([key]) => label(key).length)))
  return entries.flatMap(([key, item]) => {
    if (asJson.has(key) && !isEmpty(item)) {
      const json = JSON.stringify(item, null, 2).split('\n')
      return [`${indent}${label(key)}`, ...json.map((line) => `${indent}  ${printable(line)}`)]
    }
    if (Array.isArray(item) && item.some(isObject)) {
      const table = renderItems(item, { ...view, width: view.width - indent.length - 2, columns: undefined })
      return [`${indent}${label(key)}`, ...table.map((line) => `${indent}  ${line}`)]
    }
    if (isListOfLines(item, view.width - widest - indent.length)) {
      const name = pad(label(key), widest)
      return item.map((one, at) => `${indent}${at === 0 ? name : pad('', widest)}  ${scalar(key, one, view)}`)
    }
    if (isObject(item) && Object.keys(item).length > 0) {
      return [`${indent}${label(key)}`, ...renderObject(item, view, `${indent}  `)]
    }
    const lines = typeof item === 'string' && item.includes('\n') ? item.trimEnd().split('\n') : [item]
    // A text of several lines is there to be copied (a configuration file): it keeps its lines.
    if (lines.length > 1)
      return [`${indent}${label(key)}`, ...lines.map((line) => `${indent}  ${printable(String(line))}`)]
    return [`${indent}${pad(label(key), widest)}  ${scalar(key, item, view)}`]
  })
}

/** What an operation answered, as lines for a person: a list as a table, an object as its fields, one a line. */
export const renderValue = (value: unknown, view: View): string[] => {
  if (isEmpty(value)) return []
  if (isObject(value) && Array.isArray(value['items'])) {
    const { items, next, total, ...rest } = value
    if (items.length === 0) return [view.empty ?? 'Nothing found.']
    const table = renderItems(items, view)
    const beside = renderObject(total === items.length ? rest : { ...rest, total }, view, '')
    return [
      ...table,
      ...(beside.length === 0 ? [] : ['', ...beside]),
      ...(isEmpty(next) ? [] : ['', `There is more: --after ${cut(scalar('', next, view), 200)}`]),
    ]
  }
  if (Array.isArray(value)) return renderItems(value, view)
  // A text of several lines is there to be kept as it is (a file).
  if (typeof value === 'string' && value.includes('\n')) return value.trimEnd().split('\n').map(printable)
  return isObject(value) ? renderObject(value, view, '') : [scalar('', value, view)]
}
