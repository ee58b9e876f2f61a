import { illegalArgument, parseFailure, validationFailed } from '../http/common-errors.ts'
import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { Request, Response } from '../http/route.ts'
import { isRecord } from '../mappings/is-record.ts'
import { shown } from '../mappings/shown.ts'
import { readJson } from '../xcontent/read-json.ts'

/** What the first line of each pair may say. */
const headerKeys = [
  'index',
  'indices',
  'search_type',
  'request_cache',
  'preference',
  'routing',
  'allow_partial_search_results',
  'expand_wildcards',
  'ignore_unavailable',
  'allow_no_indices',
  'ccs_minimize_roundtrips',
]

interface Item {
  index: string | undefined
  query: Record<string, string>
  body: string
}

const readHeader = (line: string): Omit<Item, 'body'> => {
  const header = line.trim() === '' ? {} : readJson(line)
  if (!isRecord(header)) throw illegalArgument('the first line of a search must be an object')
  const unknown = Object.keys(header).find((key) => !headerKeys.includes(key))
  if (unknown !== undefined)
    throw illegalArgument(`key [${unknown}] is not supported in the metadata section`)
  const { index, indices = index, ...options } = header
  const names = Array.isArray(indices) ? indices.map(shown).join(',') : indices
  return {
    index: names === undefined || names === null || names === '' ? undefined : shown(names),
    query: Object.fromEntries(Object.entries(options).map(([key, value]) => [key, shown(value)])),
  }
}

const readItems = (text: string, { params, query }: Pick<Request, 'params' | 'query'>): Item[] => {
  if (text === '') throw parseFailure('request body or source parameter is required')
  if (!text.endsWith('\n')) throw illegalArgument('The msearch request must be terminated by a newline [\n]')
  const lines = text.split('\n').slice(0, -1)
  const items: Item[] = []
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const { index = params['target'], query: own } = readHeader(lines[at] ?? '')
    items.push({ index, query: { ...query, ...own }, body: lines[at + 1] ?? '' })
  }
  if (items.length === 0) throw validationFailed('no requests added')
  return items
}

const answerText = ({ body, status }: Response): string => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return `${text.slice(0, -1)},"status":${status}}`
}

/**
 * `_msearch`: each search by itself. What one of them may not, or can't, is its own answer, but one that is no search
 * refuses them all.
 */
export const multiSearch = async (
  request: Request,
  search: (one: Request) => Promise<() => Response>,
): Promise<Response> => {
  const started = performance.now()
  const items = readItems(await request.text(), request)
  const prepared: (() => Response)[] = []
  for (const { index, query, body } of items) {
    const params: Record<string, string> = index === undefined ? {} : { index }
    prepared.push(await search({ ...request, params, query, text: () => Promise.resolve(body) }))
  }
  const answers = prepared.map((run) => {
    try {
      return answerText(run())
    } catch (error) {
      if (!(error instanceof ElasticsearchException)) throw error
      return JSON.stringify(error.toBody())
    }
  })
  const took = Math.round(performance.now() - started)
  return {
    status: 200,
    body: `{"took":${took},"responses":[${answers.join(',')}]}`,
    headers: { 'content-type': 'application/json' },
  }
}
