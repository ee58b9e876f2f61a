import { illegalArgument } from '../http/common-errors.ts'
import { parseFlag } from '../http/query-parameters.ts'
import type { IndexRecord } from '../store/store.ts'
import { shown } from '../mappings/shown.ts'

/** Settings under their full dotted names; values are texts or lists of texts, as Elasticsearch keeps them. */
export type Settings = Readonly<Record<string, unknown>>

interface Known {
  /** False: only when the index is created. */
  dynamic: boolean
  check?: (name: string, text: string) => void
}

const wholeNumber =
  (lowest: number) =>
  (name: string, text: string): void => {
    if (!/^[+-]?\d+$/.test(text)) {
      throw illegalArgument(`Failed to parse value [${text}] for setting [${name}]`, {
        type: 'number_format_exception',
        reason: `For input string: "${text}"`,
      })
    }
    if (Number(text) < lowest) {
      throw illegalArgument(`Failed to parse value [${text}] for setting [${name}] must be >= ${lowest}`)
    }
  }
const flag = (_name: string, text: string): void => void parseFlag(text)
const duration = (name: string, text: string): void => {
  if (/^-?\d+(?:nanos|micros|ms|s|m|h|d)$|^-1$|^0$/.test(text)) return
  throw illegalArgument(
    `failed to parse setting [${name}] with value [${text}] as a time value: unit is missing or unrecognized`,
  )
}

const dynamic = (check?: Known['check']): Known => (check ? { dynamic: true, check } : { dynamic: true })
const fixed = (check?: Known['check']): Known => (check ? { dynamic: false, check } : { dynamic: false })

const known: Readonly<Record<string, Known>> = {
  'index.number_of_shards': fixed(wholeNumber(1)),
  'index.number_of_replicas': dynamic(wholeNumber(0)),
  'index.auto_expand_replicas': dynamic(),
  'index.refresh_interval': dynamic(duration),
  'index.hidden': dynamic(flag),
  'index.default_pipeline': dynamic(),
  'index.final_pipeline': dynamic(),
  'index.max_result_window': dynamic(wholeNumber(1)),
  'index.mapping.total_fields.limit': dynamic(wholeNumber(0)),
  'index.mapping.depth.limit': dynamic(wholeNumber(1)),
  'index.mapping.nested_fields.limit': dynamic(wholeNumber(0)),
  'index.mapping.field_name_length.limit': dynamic(wholeNumber(1)),
  'index.mapping.ignore_malformed': fixed(flag),
  'index.mapping.coerce': fixed(flag),
  'index.query.default_field': dynamic(),
  'index.codec': fixed(),
  'index.priority': dynamic(wholeNumber(0)),
  'index.gc_deletes': dynamic(duration),
  'index.translog.durability': dynamic(),
  'index.routing.allocation.include._tier_preference': dynamic(),
}
/** Whole families: `index.analysis.analyzer.my.type`. */
const knownFamilies: readonly (readonly [string, Known])[] = [['index.analysis.', fixed()]]

const lookUp = (name: string): Known => {
  const found =
    (Object.hasOwn(known, name) ? known[name] : undefined) ??
    knownFamilies.find(([family]) => name.startsWith(family))?.[1]
  if (found !== undefined) return found
  throw illegalArgument(
    `unknown setting [${name}] please check that any required plugins are installed, or check the breaking changes ` +
      'documentation for removed settings',
  )
}

const flatten = (value: unknown, path: string, into: Map<string, unknown>): void => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value))
      flatten(inner, path === '' ? key : `${path}.${key}`, into)
  } else {
    into.set(path, value)
  }
}

const asText = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(String) : value === null ? null : shown(value)

/**
 * Reads the settings of a body, nested or dotted, with or without the `index.` in front, into full names and texts.
 * Null means "back to the default". Throws 400 for a setting that isn't known and for a value that doesn't fit.
 */
export const parseSettings = (body: unknown): Map<string, unknown> => {
  const flat = new Map<string, unknown>()
  flatten(body ?? {}, '', flat)
  const settings = new Map<string, unknown>()
  for (const [path, value] of flat) {
    const name = path.startsWith('index.') ? path : `index.${path}`
    const { check } = lookUp(name)
    const text = asText(value)
    if (typeof text === 'string') check?.(name, text)
    settings.set(name, text)
  }
  return settings
}

/** The settings with a change on top; null removes. */
export const changeSettings = (settings: Settings, change: ReadonlyMap<string, unknown>): Settings => {
  const result = new Map([...Object.entries(settings), ...change])
  return Object.fromEntries([...result].filter(([, value]) => value !== null))
}

/** Throws 400 when the change touches what can only be set when an index is created. */
export const refuseFixed = (change: ReadonlyMap<string, unknown>, indices: readonly IndexRecord[]): void => {
  const names = [...change.keys()].filter((name) => !lookUp(name).dynamic)
  if (names.length === 0) return
  const open = indices.map(({ name, uuid }) => `[${name}/${uuid}]`).join(', ')
  throw illegalArgument(
    `Can't update non dynamic settings [[${names.join(', ')}]] for open indices [${open}] unless the \`reopen\` query parameter ` +
      'is set to true. Alternatively, close the indices, apply the settings changes, and reopen the indices',
  )
}

export const textSetting = (index: IndexRecord, name: string): string | undefined => {
  const value = index.settings[name]
  return typeof value === 'string' ? value : undefined
}

/** Copies of each document, the one that exists and those that are only promised. */
export const copiesOf = (index: IndexRecord): number =>
  1 + Number(textSetting(index, 'index.number_of_replicas') ?? 1)
