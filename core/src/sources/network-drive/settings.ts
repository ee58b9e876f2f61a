import { z } from 'zod'
import type { ConfigurationValues, Looking } from '../data-source.ts'
import { parseSettings as parse } from '../parse-settings.ts'

const isPath = (path: string): boolean =>
  path.split(/[\\/]/).every((name) => name !== '' && name !== '.' && name !== '..')

const settingsSchema = z.object({
  server_ip: z.string().min(1),
  server_port: z.number().int().min(1).max(65_535),
  username: z.string().min(1),
  password: z.string(),
  drive_path: z
    .string()
    .transform((path) => path.replace(/[\\/]+$/, ''))
    .refine(isPath, 'a share and folders below it, such as admin/bin; no slash at its beginning'),
  use_document_level_security: z.boolean().default(false),
  drive_type: z.enum(['windows', 'linux']).default('windows'),
  /** A path on the worker's machine. */
  identity_mappings: z.string().optional(),
})

/** The catalogue's fields for network_drive, and the two halves of its path: folders with backslashes. */
export type Settings = z.infer<typeof settingsSchema> & Looking & { share: string; folder: string }

/** @throws PatchbayError `configuration.invalid` that names the field. */
export const parseSettings = (values: ConfigurationValues): Settings => {
  const settings = parse(settingsSchema, values)
  const [share = '', ...folders] = settings.drive_path.split(/[\\/]/)
  return { ...settings, share, folder: folders.join('\\') }
}
