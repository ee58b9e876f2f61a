import type { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { ConfigurationValues } from './data-source.ts'

/**
 * What a source works with, out of the connector's configuration.
 * @throws PatchbayError `configuration.invalid` that names the field.
 */
export const parseSettings = <S>(schema: z.ZodType<S>, values: ConfigurationValues): S => {
  const parsed = schema.safeParse(values)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = String(issue?.path[0] ?? 'configuration')
  const problem = values[field] === undefined ? 'is missing' : `is not valid: ${issue?.message ?? ''}`
  throw new PatchbayError('configuration.invalid', `The field ${field} of the configuration ${problem}.`, {
    field,
    next: 'Correct it in the configuration of the connector.',
  })
}
