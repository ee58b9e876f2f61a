import { isRecord } from './is-record.ts'
import type { Mappings, MergeMappings } from './mapping.ts'
import { illegalArgument } from './mapping-errors.ts'
import { mergeObjects } from './merge-objects.ts'
import { normalizeMappings } from './normalize-mappings.ts'

const ROOT_ORDER = ['dynamic', '_meta', 'dynamic_templates', 'date_detection', 'numeric_detection']

/** Fields, objects and multi-fields, each counted once. */
export const countFields = (definition: unknown): number => {
  if (!isRecord(definition)) return 0
  const children = [definition['properties'], definition['fields']].flatMap((map) =>
    isRecord(map) ? Object.values(map) : [],
  )
  return children.reduce<number>((sum, child) => sum + 1 + countFields(child), 0)
}

/** Settings may be nested, dotted or both. */
const lookUp = (map: unknown, path: string): unknown => {
  if (!isRecord(map)) return undefined
  if (path in map) return map[path]
  for (const key of Object.keys(map)) {
    const found = path.startsWith(`${key}.`) ? lookUp(map[key], path.slice(key.length + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

type Settings = Readonly<Record<string, unknown>> | undefined

const limitOf = (settings: Settings, name: string, usual: number): number =>
  Number(lookUp(settings, `index.${name}`) ?? lookUp(settings, name) ?? usual)

/** `index.mapping.total_fields.limit`. */
export const fieldLimit = (settings: Settings): number =>
  limitOf(settings, 'mapping.total_fields.limit', 1000)

/** `index.mapping.depth.limit`. */
export const depthLimit = (settings: Settings): number => limitOf(settings, 'mapping.depth.limit', 20)

/** Merges two normalised mappings and keeps the shape that `GET _mapping` shows. */
export const mergeNormalized = (current: Mappings, update: Mappings): Mappings => {
  const { properties, ...rest } = mergeObjects('', { ...current }, { ...update })
  const ordered = ROOT_ORDER.flatMap((key) => (key in rest ? [[key, rest[key]] as const] : []))
  return { ...Object.fromEntries(ordered), ...(Object.keys(properties).length === 0 ? {} : { properties }) }
}

/** See `MergeMappings` in `mapping.ts`. */
export const mergeMappings: MergeMappings = (current, update, settings) => {
  const merged = mergeNormalized(current, normalizeMappings(update))
  const limit = fieldLimit(settings)
  if (countFields(merged) > limit) throw illegalArgument(`Limit of total fields [${limit}] has been exceeded`)
  return merged
}
