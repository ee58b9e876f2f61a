import { z } from 'zod'
import type { ConfigurationValues, Looking } from '../data-source.ts'
import { parseSettings as parse } from '../parse-settings.ts'
import { reflowPem } from '../reflow-pem.ts'

const fields = z.object({
  data_source: z.enum(['github_cloud', 'github_server']).default('github_server'),
  host: z.string().optional(),
  auth_method: z.enum(['personal_access_token', 'github_app']).default('personal_access_token'),
  token: z.string().optional(),
  repo_type: z.enum(['organization', 'other']).default('other'),
  org_name: z.string().optional(),
  app_id: z.number().int().optional(),
  private_key: z.string().transform(reflowPem).optional(),
  repositories: z.array(z.string().min(1)).min(1),
  ssl_enabled: z.boolean().default(false),
  ssl_ca: z.string().optional(),
  retry_count: z.number().int().min(0).default(3),
  use_document_level_security: z.boolean().default(false),
})

const isHttps = (host: string): boolean => URL.canParse(host) && new URL(host).protocol === 'https:'

/** Which fields the others make necessary. */
const settingsSchema = fields.check(({ value, issues }) => {
  const { data_source: kind, host, auth_method: method, token, app_id: app, private_key: key } = value
  const need = (field: keyof typeof value, there: boolean, message = 'it is needed here'): void => {
    if (!there) issues.push({ code: 'custom', input: value[field], path: [field], message })
  }
  const isApp = method === 'github_app'
  need(
    'host',
    kind === 'github_cloud' || isHttps(host ?? ''),
    'it must be an address that begins with https://',
  )
  need('token', isApp || token !== undefined)
  need('app_id', !isApp || app !== undefined)
  need('private_key', !isApp || key !== undefined)
  need('org_name', isApp || value.repo_type === 'other' || value.org_name !== undefined)
})

/** Where the API is: `GITHUB_API_URL`, which GitHub's own tools read, stands for that of github.com. */
const apiOf = ({ data_source: kind, host }: z.infer<typeof fields>): string =>
  kind === 'github_server' && host !== undefined
    ? `${host.replace(/\/+$/, '')}/api/v3`
    : (process.env['GITHUB_API_URL'] ?? 'https://api.github.com')

/** The catalogue's fields for github, and where its API is. */
export type Settings = z.infer<typeof fields> & Looking & { api: string }

/** @throws PatchbayError `configuration.invalid` that names the field. */
export const parseSettings = (values: ConfigurationValues): Settings => {
  const settings = parse(settingsSchema, values)
  return { ...settings, api: apiOf(settings) }
}
