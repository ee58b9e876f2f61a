const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether `found` has everything that `wanted` has; it may have more fields. Lists count as wholes, in their order. */
export const covers = (found: unknown, wanted: unknown): boolean => {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      found.length === wanted.length &&
      wanted.every((item, i) => covers(found[i], item))
    )
  }
  if (isRecord(wanted)) {
    return isRecord(found) && Object.entries(wanted).every(([key, value]) => covers(found[key], value))
  }
  return found === wanted || (typeof wanted === 'boolean' && found === String(wanted))
}
