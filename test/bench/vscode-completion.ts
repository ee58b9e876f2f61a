import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type * as library from '../../vscode-extension/src/request-file-entry.ts'
import type { Figure } from './figure.ts'

const dist = resolve('vscode-extension/dist')
const lines = 5_000
const keys = 200

/** A request of ten lines, as a long file has them. */
const unit = (at: number): string => `# @name search-${at}
GET desks-${at}/_search?size=${at % 100}
{
  "query": {
    "bool": { "filter": [{ "range": { "price": { "gte": ${at} } } }] } // euros
  },
  "aggs": { "by-wood": { "terms": { "field": "wood", "size": 10 } } }
}

// the next one`

const typed =
  'GET desks/_search\n{ "query": { "bool": { "must": [{ "match": { "name": { "query": "oak", "fuzz'

const at = (times: readonly number[], share: number): number => {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10
}

/** From a key to its suggestions in a file of 5,000 lines: reading all of it anew, as every key makes necessary. */
export const completing = async (): Promise<Figure[]> => {
  const begun = performance.now()
  const loaded = (await import(`${dist}/request-file.mjs`)) as typeof library
  const table: unknown = JSON.parse(readFileSync(`${dist}/elasticsearch-api.json`, 'utf8'))
  if (!loaded.isApiTable(table)) throw new Error('The table of the API is of another build.')
  const loadMs = Math.round(performance.now() - begun)
  const whole = Array.from({ length: lines / 10 }, (_, index) => unit(index)).join('\n')
  const half = Math.floor(whole.length / 2)
  const cut = whole.indexOf('\n# @name', half) + 1
  const [above, below] = [whole.slice(0, cut), whole.slice(cut)]
  const times: number[] = []
  let items = 0
  const cpu = process.cpuUsage()
  for (let key = 0; key < keys; key += 1) {
    const written = typed.slice(0, 1 + (key % typed.length))
    const text = `${above}${written}\n\n${below}`
    const started = performance.now()
    const file = loaded.parseRequestFile(text)
    const place = loaded.placeAt(file, above.length + written.length)
    items += place === undefined ? 0 : loaded.suggest(table, file, place).items.length
    times.push(performance.now() - started)
  }
  const { user, system } = process.cpuUsage(cpu)
  if (items === 0) throw new Error('Nothing was suggested.')
  return [
    {
      figure: 'vscode.completion-ms',
      value: at(times, 0.95),
      unit: 'ms from a key to its suggestions, p95',
      beside: {
        medianMs: at(times, 0.5),
        worstMs: at(times, 1),
        cpuMs: Math.round((user + system) / keys / 100) / 10,
        loadMs,
        lines,
        keys,
      },
    },
  ]
}
