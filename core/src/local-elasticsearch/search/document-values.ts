import { isRecord } from '../mappings/is-record.ts'
import type { Scalar } from '../mappings/field-types.ts'

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const leaves = (value: unknown, found: (Scalar | null)[], deep: boolean): void => {
  if (isScalar(value) || value === null) found.push(value)
  else if (Array.isArray(value)) for (const item of value) leaves(item, found, deep)
  else if (deep && isRecord(value)) for (const item of Object.values(value)) leaves(item, found, deep)
}

/** The values at a dotted path, lists flattened; an explicit null counts as null. `deep`: those of objects below, too. */
export const valuesAt = (
  document: Record<string, unknown>,
  path: readonly string[],
  deep = false,
): (Scalar | null)[] => {
  const found: (Scalar | null)[] = []
  const walk = (value: unknown, from: number): void => {
    if (from === path.length) return leaves(value, found, deep)
    if (Array.isArray(value)) {
      for (const item of value) walk(item, from)
      return
    }
    if (!isRecord(value)) return
    let key = ''
    // A document may spell `a.b` as nested objects or as one key with a dot.
    for (let to = from + 1; to <= path.length; to++) {
      key = to === from + 1 ? (path[from] ?? '') : `${key}.${path[to - 1]}`
      if (Object.hasOwn(value, key)) walk(value[key], to)
    }
  }
  walk(document, 0)
  return found
}
