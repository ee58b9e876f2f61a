import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import type { ConfigurationValues } from '../data-source.ts'

const settingsSchema = z.object({
  directory: z.string().min(1),
  pattern: z.string().min(1).default('**/*.*'),
})

/** The catalogue's fields for dir. */
export type Settings = z.infer<typeof settingsSchema>

/** @throws PatchbayError `configuration.invalid` that names the field. */
export const parseSettings = (values: ConfigurationValues): Settings => {
  const parsed = settingsSchema.safeParse(values)
  if (parsed.success) {
    if (!/(^|[\\/])\.\.([\\/]|$)/.test(parsed.data.pattern)) return parsed.data
    throw new PatchbayError(
      'configuration.invalid',
      'The pattern leads out of the directory: it holds "..".',
      {
        field: 'pattern',
        next: 'Write the pattern relative to the directory, such as **/*.md.',
      },
    )
  }
  const field = parsed.error.issues[0]?.path.join('.') ?? 'directory'
  throw new PatchbayError('configuration.invalid', `The field ${field} of the configuration is missing.`, {
    field,
    next: 'Fill it in in the configuration of the connector.',
  })
}
