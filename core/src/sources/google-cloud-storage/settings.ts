import { z } from 'zod'
import type { ConfigurationValues } from '../data-source.ts'
import { parseSettings as parse } from '../parse-settings.ts'
import { reflowPem } from '../reflow-pem.ts'

const credentialsSchema = z.object({
  type: z.literal('service_account'),
  project_id: z.string().min(1),
  client_email: z.string().min(1),
  private_key: z.string().min(1).transform(reflowPem),
})

const wanted = 'it must be the JSON of the key of a service account'

const settingsSchema = z.object({
  buckets: z.array(z.string().min(1)).min(1),
  service_account_credentials: z.string().transform((text, context) => {
    try {
      const { data } = credentialsSchema.safeParse(JSON.parse(text))
      if (data !== undefined) return data
    } catch {
      // What the parser says of it would quote the key.
    }
    context.addIssue(wanted)
    return z.NEVER
  }),
})

/** The catalogue's fields for google_cloud_storage. */
export type Settings = z.infer<typeof settingsSchema>

/** @throws PatchbayError `configuration.invalid` that names the field. */
export const parseSettings = (values: ConfigurationValues): Settings => parse(settingsSchema, values)
