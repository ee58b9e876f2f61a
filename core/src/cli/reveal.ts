import { Secret } from '../secrets/secret.ts'

/** A delivered result with its secrets readable: they are shown once, to whoever asked for them. */
export const reveal = (value: unknown): unknown => {
  if (value instanceof Secret) return value.reveal()
  if (Array.isArray(value)) return value.map(reveal)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, reveal(item)]))
}
