import type { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import { illegalArgument } from '../../http/common-errors.ts'
import { isObject } from '../../xcontent/is-object.ts'
import { plainValue, tokenOf } from '../../xcontent/json-node.ts'
import { parseJson } from '../../xcontent/parse-json.ts'
import type { SourceFilter } from '../filter-source.ts'
import { sourceFilterOf } from '../filter-source.ts'
import type { WriteAction } from '../write-action.ts'
import { parseVersionType, unconditional } from '../write-condition.ts'
import { shown } from '../../mappings/shown.ts'

/** What holds for every line of a bulk that doesn't say otherwise. */
export interface BulkDefaults {
  target: string | undefined
  pipeline: string | undefined
  requireAlias: boolean
  returned: SourceFilter | undefined
}

/** An action whose document stands on the next line; `target` undefined: neither line nor path named an index. */
export type LineAction = Omit<WriteAction, 'target'> & { target: string | undefined }

const kinds: Readonly<Record<string, WriteAction['kind']>> = {
  index: 'index',
  create: 'create',
  update: 'update',
  delete: 'delete',
}

const malformed = (line: number, what: string): ElasticsearchException =>
  illegalArgument(`Malformed action/metadata line [${line}], ${what}`)

const readLine = (text: string, line: number): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // Read again below, as leniently as Elasticsearch: what follows the action's own braces doesn't matter.
  }
  const node = parseJson(text)
  if (node.kind !== 'object') throw malformed(line, `expected START_OBJECT but found [${tokenOf(node)}]`)
  const first = node.entries[0]
  if (first === undefined) {
    if (node.broken) throw node.broken
    throw malformed(line, 'expected FIELD_NAME but found [END_OBJECT]')
  }
  return { [first.name]: plainValue(first.value) }
}

const whole = (name: string, value: unknown): number => {
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number
  throw illegalArgument(`Failed to parse value [${String(value)}] of [${name}] as a whole number`)
}

const flag = (value: unknown): boolean => value === true || value === 'true'
const text = (value: unknown): string | undefined => (value === null ? undefined : shown(value))

/** Reads one action line; `line` counts from 1. Throws 400 where Elasticsearch calls it malformed. */
export const readActionLine = (source: string, line: number, defaults: BulkDefaults): LineAction => {
  const [entry] = Object.entries(readLine(source, line))
  if (entry === undefined) throw malformed(line, 'expected FIELD_NAME but found [END_OBJECT]')
  const [name, metadata] = entry
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  if (kind === undefined) {
    throw malformed(line, `expected field [create], [delete], [index] or [update] but found [${name}]`)
  }
  if (!isObject(metadata)) {
    throw malformed(
      line,
      `expected START_OBJECT or END_OBJECT but found [${tokenOf(parseJson(JSON.stringify(metadata)))}]`,
    )
  }
  const action: LineAction = {
    kind,
    target: defaults.target,
    id: undefined,
    text: '',
    condition: kind === 'create' ? { ...unconditional, mustCreate: true } : unconditional,
    pipeline: defaults.pipeline,
    requireAlias: defaults.requireAlias,
    returned: defaults.returned,
    alone: false,
  }
  for (const key of Object.keys(metadata)) set(action, key, metadata[key], line)
  return action
}

const set = (action: LineAction, key: string, value: unknown, line: number): void => {
  switch (key) {
    case '_index':
      action.target = text(value)
      return
    case '_id':
      action.id = text(value)
      return
    case 'if_seq_no':
      action.condition = { ...action.condition, ifSeqNo: whole(key, value) }
      return
    case 'if_primary_term':
      action.condition = { ...action.condition, ifPrimaryTerm: whole(key, value) }
      return
    case 'version':
      action.condition = { ...action.condition, version: whole(key, value) }
      return
    case 'version_type':
      action.condition = { ...action.condition, versionType: parseVersionType(String(value)) }
      return
    case 'op_type':
      if (action.kind !== 'index' || (value !== 'create' && value !== 'index')) break
      if (value === 'create') {
        action.kind = 'create'
        action.condition = { ...action.condition, mustCreate: true }
      }
      return
    case 'pipeline':
      action.pipeline = text(value)
      return
    case 'require_alias':
      action.requireAlias = flag(value)
      return
    case '_source':
      action.returned = sourceFilterOf(value)
      return
    case 'retry_on_conflict':
      whole(key, value)
      return
  }
  throw illegalArgument(`Action/metadata line [${line}] contains an unknown parameter [${key}]`)
}
