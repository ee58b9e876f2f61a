import { z } from 'zod'
import { type Json, jsonObjectSchema, type JsonObject } from '../lib/json.ts'
import { Secret } from '../secrets/secret.ts'

const placeholder = z.strictObject({ sensitive: z.literal(true) })

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const mask = (value: unknown): unknown => {
  if (value instanceof Secret) return { sensitive: true }
  if (Array.isArray(value)) return value.map(mask)
  if (!isRecord(value)) return value
  // fromEntries defines properties, so a key named __proto__ stays data.
  return Object.fromEntries(
    Object.entries(value).flatMap(([k, v]) => (v === undefined ? [] : [[k, mask(v)]])),
  )
}

/** Input or result as it may be logged: every Secret becomes `{"sensitive": true}`, undefined is left out. */
export const maskSecrets = (value: unknown): Json => z.json().parse(mask(value) ?? null)

/** The same for an input, which is an object. */
export const maskInput = (value: unknown): JsonObject => jsonObjectSchema.parse(mask(value))

/**
 * Puts secrets back where the log has placeholders. `missing` names (dotted paths) those that nobody gave: they hold an
 * empty Secret, good enough for plans and digests and never for executing.
 */
export const fillSecrets = (
  masked: unknown,
  secrets: Readonly<Record<string, Secret>>,
): { input: unknown; missing: string[] } => {
  const missing: string[] = []
  const fill = (value: unknown, path: string): unknown => {
    if (placeholder.safeParse(value).success) {
      const secret = Object.hasOwn(secrets, path) ? secrets[path] : undefined
      if (secret === undefined) missing.push(path)
      return secret ?? new Secret('')
    }
    if (Array.isArray(value)) return value.map((item, i) => fill(item, join(path, String(i))))
    if (!isRecord(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, join(path, key))]))
  }
  return { input: fill(masked, ''), missing }
}

/** Every Secret in an input, by dotted path. */
export const secretsIn = (value: unknown, path = ''): Record<string, Secret> => {
  if (value instanceof Secret) return { [path]: value }
  if (Array.isArray(value))
    return Object.assign({}, ...value.map((item, i) => secretsIn(item, join(path, String(i)))))
  if (!isRecord(value)) return {}
  return Object.assign({}, ...Object.entries(value).map(([key, item]) => secretsIn(item, join(path, key))))
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)
