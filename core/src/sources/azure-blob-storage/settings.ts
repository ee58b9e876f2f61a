import { z } from 'zod'
import type { ConfigurationValues, Looking } from '../data-source.ts'
import { parseSettings as parse } from '../parse-settings.ts'

const settingsSchema = z.object({
  account_name: z.string().min(1),
  account_key: z.base64('the account key is base64'),
  blob_endpoint: z.url({ protocol: /^https?$/, error: 'an address that begins with https://' }),
  containers: z.array(z.string().min(1)).min(1),
  retry_count: z.number().int().min(0).default(3),
})

/** The catalogue's fields for azure_blob_storage. */
export type Settings = z.infer<typeof settingsSchema> & Looking

/** @throws PatchbayError `configuration.invalid` that names the field. */
export const parseSettings = (values: ConfigurationValues): Settings => parse(settingsSchema, values)
