import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { JsonNode } from '../xcontent/json-node.ts'
import { isObject } from '../xcontent/is-object.ts'
import type { Place } from '../xcontent/place.ts'
import { ParseException } from '../xcontent/parse-exception.ts'
import { parseJson } from '../xcontent/parse-json.ts'

const failure = (
  at: Place,
  inner: { type: string; reason: string | null; caused_by?: unknown },
): ElasticsearchException =>
  new ElasticsearchException(
    400,
    'document_parsing_exception',
    `[${at.line}:${at.column}] failed to parse: ${inner.reason}`,
    { caused_by: inner },
  )

const countKeys = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countKeys(item), 0)
  let keys = 0
  for (const inner of Object.values(value)) keys += 1 + countKeys(inner)
  return keys
}

/** Quotes right before a colon: one for each key, and some inside of strings. */
const countColons = (text: string): number => {
  let colons = 0
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) colons++
  return colons
}

const duplicateIn = (node: JsonNode): { name: string; at: Place; before: Place } | undefined => {
  if (node.kind === 'array') return node.items.map(duplicateIn).find((found) => found !== undefined)
  if (node.kind !== 'object') return undefined
  const seen = new Set<string>()
  let before = node.at
  for (const { name, at, value } of node.entries) {
    if (seen.has(name)) return { name, at, before }
    seen.add(name)
    before = value.at
    const inner = duplicateIn(value)
    if (inner !== undefined) return inner
  }
  return undefined
}

/**
 * Reads a document. Throws 400 `document_parsing_exception` for malformed JSON, for what is no object, and for a field
 * that stands in one object twice.
 */
export const parseDocument = (text: string): Record<string, unknown> => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw explain(text, error)
  }
  if (!isObject(value)) {
    throw new ElasticsearchException(
      400,
      'document_parsing_exception',
      'Malformed content, must start with an object',
    )
  }
  // As many keys as the text has: none was lost. Else look closely.
  if (countColons(text) === countKeys(value) && !/"\s+:/.test(text)) return value
  const duplicate = duplicateIn(parseJson(text))
  if (duplicate === undefined) return value
  const { name, at, before } = duplicate
  const column = at.column + JSON.stringify(name).length
  const reason = `[${at.line}:${column}] Duplicate field '${name}'`
  throw failure(before, { type: 'x_content_parse_exception', reason })
}

const explain = (text: string, error: unknown): ElasticsearchException => {
  const start = { line: 1, column: 1 }
  try {
    const root = parseJson(text)
    const broken =
      root.kind === 'object' || root.kind === 'array' || root.kind === 'cut-off' ? root.broken : undefined
    if (broken !== undefined) return failure(start, broken.chain)
  } catch (broken) {
    if (broken instanceof ParseException) return failure(start, broken.chain)
    throw broken
  }
  // The first value is whole, so what broke the text stands behind it.
  return new ElasticsearchException(
    400,
    'illegal_argument_exception',
    'Malformed content, found extra data after parsing: START_OBJECT',
    {
      caused_by: {
        type: 'x_content_parse_exception',
        reason: error instanceof Error ? error.message : String(error),
      },
    },
  )
}
