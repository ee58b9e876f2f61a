import { isRecord } from './is-record.ts'
import { mapperParsing } from './mapping-errors.ts'
import { compileStars } from './wildcard.ts'

export type DynamicType = 'object' | 'string' | 'long' | 'double' | 'boolean' | 'date'

/** One entry of `dynamic_templates`: how a field that nobody mapped is mapped. */
interface DynamicTemplate {
  matchMappingType: readonly string[]
  match: readonly string[]
  unmatch: readonly string[]
  pathMatch: readonly string[]
  pathUnmatch: readonly string[]
  mapping: Record<string, unknown>
}

const TYPES = ['object', 'string', 'long', 'double', 'boolean', 'date', 'binary']
const KEYS = [
  'match',
  'unmatch',
  'path_match',
  'path_unmatch',
  'match_mapping_type',
  'unmatch_mapping_type',
  'match_pattern',
  'mapping',
]
const SYNTAX = 'Dynamic template syntax error. An array of named objects is expected.'

const patterns = (value: unknown): readonly string[] =>
  value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String)

const parse = (name: string, body: unknown): DynamicTemplate => {
  if (!isRecord(body)) throw mapperParsing(SYNTAX)
  const unknown = Object.keys(body).find((key) => !KEYS.includes(key))
  if (unknown !== undefined) throw mapperParsing(`Illegal dynamic template parameter: [${unknown}]`)
  for (const key of ['match_pattern', 'unmatch_mapping_type']) {
    if (key in body)
      throw mapperParsing(`[${key}] of dynamic template [${name}] is not known to local Elasticsearch`)
  }
  if (!isRecord(body['mapping']))
    throw mapperParsing(`template [${name}] must have either mapping or runtime set`)
  const matchMappingType = patterns(body['match_mapping_type'])
  const wrong = matchMappingType.find((type) => type !== '*' && !TYPES.includes(type))
  if (wrong !== undefined) {
    throw mapperParsing(`No field type matched on [${wrong}], possible values are [${TYPES.join(', ')}]`)
  }
  return {
    matchMappingType,
    match: patterns(body['match']),
    unmatch: patterns(body['unmatch']),
    pathMatch: patterns(body['path_match']),
    pathUnmatch: patterns(body['path_unmatch']),
    mapping: body['mapping'],
  }
}

const parseAll = (value: unknown): DynamicTemplate[] => {
  if (!Array.isArray(value)) throw mapperParsing(SYNTAX)
  return value.map((entry: unknown) => {
    const named = isRecord(entry) ? Object.entries(entry) : []
    const [name, body] = named[0] ?? []
    if (named.length !== 1 || name === undefined) throw mapperParsing(SYNTAX)
    return parse(name, body)
  })
}

const DEFAULT_TYPES: Readonly<Record<string, string>> = { string: 'text' }
const SHOWN = ['match', 'path_match', 'unmatch', 'path_unmatch', 'match_mapping_type', 'mapping']

const inOrder = (value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value)
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([key, inner]) => [key, inOrder(inner)]),
      )
    : value

/** As Elasticsearch prints one that nothing could be made of. */
const printed = (body: Record<string, unknown>): string =>
  JSON.stringify(
    Object.fromEntries(SHOWN.filter((key) => key in body).map((key) => [key, inOrder(body[key])])),
  )

/** @throws where nothing can be made of it, whatever is found. One whose mapping depends on the name is not looked at. */
const checkMapping = (
  name: string,
  body: Record<string, unknown>,
  check: (definition: unknown) => void,
): void => {
  const { mapping, matchMappingType } = parse(name, body)
  if (JSON.stringify(mapping).includes('{name}')) return
  const types = matchMappingType.length === 0 || matchMappingType.includes('*') ? TYPES : matchMappingType
  for (const type of types) {
    const definition = substitute(mapping, '', DEFAULT_TYPES[type] ?? type)
    try {
      check(isRecord(definition) ? { type: DEFAULT_TYPES[type] ?? type, ...definition } : definition)
      return
    } catch {
      // Another type may do; where none does, that is told below.
    }
  }
  throw mapperParsing(
    `dynamic template [${name}] has invalid content [${printed(body)}], attempted to validate it with the following ` +
      `match_mapping_type: [${types.join(', ')}]`,
  )
}

/**
 * Checked; kept as they were sent.
 * @param check throws for what is no definition of a field.
 */
export const normalizeTemplates = (value: unknown, check: (definition: unknown) => void): unknown => {
  parseAll(value)
  for (const entry of Array.isArray(value) ? value : []) {
    for (const [name, body] of isRecord(entry) ? Object.entries(entry) : [])
      if (isRecord(body)) checkMapping(name, body, check)
  }
  return value
}

const substitute = (value: unknown, name: string, type: string): unknown => {
  if (typeof value === 'string') return value.replaceAll('{name}', name).replaceAll('{dynamic_type}', type)
  if (Array.isArray(value)) return value.map((item) => substitute(item, name, type))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, name, type)]))
}

/** The definition of the first template that fits, undefined when none does. */
export const templateMapping = (
  templates: unknown,
  field: { name: string; path: string; dynamicType: DynamicType; defaultType: string },
): Record<string, unknown> | undefined => {
  if (templates === undefined) return undefined
  const some = (list: readonly string[], text: string): boolean =>
    list.some((pattern) => compileStars(pattern).test(text))
  const found = parseAll(templates).find(
    (template) =>
      (template.matchMappingType.length === 0 ||
        template.matchMappingType.some((type) => type === '*' || type === field.dynamicType)) &&
      (template.match.length === 0 || some(template.match, field.name)) &&
      (template.pathMatch.length === 0 || some(template.pathMatch, field.path)) &&
      !some(template.unmatch, field.name) &&
      !some(template.pathUnmatch, field.path),
  )
  if (found === undefined) return undefined
  const mapping = substitute(found.mapping, field.name, field.defaultType)
  if (!isRecord(mapping)) return undefined
  return 'type' in mapping || field.dynamicType === 'object'
    ? mapping
    : { type: field.defaultType, ...mapping }
}
