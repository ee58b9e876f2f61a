import { Secret } from './secret.ts'

const hidden = '[secret]'

const namesASecret = /passw|secret|token|api_?key|authorization|credential|private_?key|^encoded$/i

// `api_key_id`, `apiKeySecretId`: they name a secret's place, not its value.
const namesAnId = /(_id|Id|_ids|Ids)$/

const isSensitive = (key: string): boolean => namesASecret.test(key) && !namesAnId.test(key)

/** A copy of a value whose fields with a telling name (`password`, `api_key`, `token`...) say `[secret]` instead. */
export const redactFields = (value: unknown): unknown => {
  if (value instanceof Secret) return hidden
  if (Array.isArray(value)) return value.map(redactFields)
  if (typeof value !== 'object' || value === null) return value
  // fromEntries defines properties, so a key named __proto__ stays data.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const covered = isSensitive(key) && item !== null && item !== undefined && typeof item !== 'object'
      return [key, covered ? hidden : redactFields(item)]
    }),
  )
}
