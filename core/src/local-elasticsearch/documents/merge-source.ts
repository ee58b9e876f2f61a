import { isObject } from '../xcontent/is-object.ts'

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/**
 * Puts the partial document on top: objects merge, everything else is replaced. `changed` tells whether anything is
 * different. Numbers keep the text in which they were written.
 */
export const mergeSource = (
  source: Readonly<Record<string, unknown>>,
  partial: Readonly<Record<string, unknown>>,
): { merged: Record<string, unknown>; changed: boolean } => {
  const merged = new Map(Object.entries(source))
  let changed = false
  for (const [key, value] of Object.entries(partial)) {
    const before = merged.get(key)
    if (isObject(before) && isObject(value)) {
      const inner = mergeSource(before, value)
      changed ||= inner.changed
      merged.set(key, inner.merged)
    } else if (!merged.has(key) || !same(before, value)) {
      changed = true
      merged.set(key, value)
    }
  }
  return { merged: Object.fromEntries(merged), changed }
}
