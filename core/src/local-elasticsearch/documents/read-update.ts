import { illegalArgument, validationFailed } from '../http/common-errors.ts'
import { isObject } from '../xcontent/is-object.ts'
import type { JsonNode } from '../xcontent/json-node.ts'
import { tokenOf } from '../xcontent/json-node.ts'
import { didYouMean } from '../xcontent/did-you-mean.ts'
import { parseLossless } from '../xcontent/lossless-json.ts'
import { ParseException } from '../xcontent/parse-exception.ts'
import { parseJson } from '../xcontent/parse-json.ts'
import { readJson } from '../xcontent/read-json.ts'
import type { SourceFilter } from './filter-source.ts'
import { sourceFilterOf } from './filter-source.ts'

export interface Update {
  doc: Record<string, unknown>
  upsert: Record<string, unknown> | undefined
  docAsUpsert: boolean
  detectNoop: boolean
  returned: SourceFilter | undefined
}

const known = [
  'doc',
  'upsert',
  'doc_as_upsert',
  'detect_noop',
  'scripted_upsert',
  'script',
  '_source',
  'if_seq_no',
  'if_primary_term',
]

/** Throws as Elasticsearch's parser does: with the place of the field that can't be read. */
const refuse = (
  text: string,
  name: string,
  complaint: (value: JsonNode) => string,
  where: 'name' | 'value' = 'value',
): never => {
  const root = parseJson(text)
  const entry = root.kind === 'object' ? root.entries.find((candidate) => candidate.name === name) : undefined
  const at = (where === 'name' ? entry?.at : entry?.value.at) ?? root.at
  const what = entry === undefined ? name : complaint(entry.value)
  throw new ParseException(
    { type: 'x_content_parse_exception', reason: `[${at.line}:${at.column}] [UpdateRequest] ${what}` },
    at,
  )
}

const flag = (text: string, body: Record<string, unknown>, name: string, otherwise: boolean): boolean => {
  const value = body[name]
  if (value === undefined) return otherwise
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  return refuse(text, name, () => `failed to parse field [${name}]`)
}

const document = (
  text: string,
  body: Record<string, unknown>,
  name: string,
): Record<string, unknown> | undefined => {
  const value = body[name]
  if (value === undefined || isObject(value)) return value
  return refuse(text, name, (node) => `${name} doesn't support values of type: ${tokenOf(node)}`)
}

/** Reads the body of an update. Throws 400; scripts are refused by name. */
export const readUpdate = (text: string): Update => {
  const body = text.trim() === '' ? {} : readJson(text)
  if (!isObject(body))
    throw new ParseException(
      { type: 'x_content_parse_exception', reason: '[1:1] [UpdateRequest] Expected START_OBJECT' },
      { line: 1, column: 1 },
    )
  const unknown = Object.keys(body).find((name) => !known.includes(name))
  if (unknown !== undefined)
    refuse(text, unknown, () => `unknown field [${unknown}]${didYouMean(unknown, known)}`, 'name')
  if (body['script'] !== undefined || body['scripted_upsert'] !== undefined) {
    throw illegalArgument('failed to execute script', {
      type: 'illegal_argument_exception',
      reason: 'this local Elasticsearch runs no scripts: [script] in an update is not supported, send [doc]',
    })
  }
  const doc = document(text, body, 'doc')
  const docAsUpsert = flag(text, body, 'doc_as_upsert', false)
  if (doc === undefined) {
    const more = docAsUpsert ? ['doc must be specified if doc_as_upsert is enabled'] : []
    throw validationFailed('script or doc is missing', ...more)
  }
  return {
    doc,
    upsert: document(text, body, 'upsert'),
    docAsUpsert,
    detectNoop: flag(text, body, 'detect_noop', true),
    returned: body['_source'] === undefined ? undefined : sourceFilterOf(body['_source']),
  }
}

/** The stored source, which was an object when it was written. */
export const readSource = (text: string): Record<string, unknown> => {
  const source = parseLossless(text)
  return isObject(source) ? source : {}
}
