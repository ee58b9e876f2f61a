import { z } from 'zod'
import { Secret } from '../secrets/secret.ts'
import { sensitiveKeys } from '../protocol/sensitive-fields.ts'

const value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string()),
  z.instanceof(Secret),
])

/** Configuration values by field. */
export const valuesField = z
  .record(z.string(), value)
  .describe('configuration values by field, such as host and port')
  // Worked out when somebody looks: it takes the whole catalogue of service types, and every command loads this file.
  .meta({
    get sensitiveKeys() {
      return sensitiveKeys()
    },
  })
