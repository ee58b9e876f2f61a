import { createAppAuth } from '@octokit/auth-app'
import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { type Client, clientOf, pages } from './client.ts'
import type { Settings } from './settings.ts'

/** Whose repositories are read, and the client that may read them. */
export interface Owner {
  login: string
  client: Client
}

const userSchema = z.object({ login: z.string() })
const installationsSchema = z.array(
  z.object({
    id: z.number(),
    suspended_at: z.string().nullish(),
    account: z.object({ login: z.string(), type: z.string().default('Organization') }),
  }),
)

/** A token has one owner: the organisation that the configuration names, or its user. */
const ofToken = async (settings: Settings, signal: AbortSignal): Promise<Owner[]> => {
  const client = await clientOf(settings, { auth: settings.token ?? '' })
  if (settings.repo_type === 'organization') return [{ login: settings.org_name ?? '', client }]
  const { data } = await client.request('GET /user', { request: { signal } })
  return [{ login: userSchema.parse(data).login, client }]
}

/** An app has one for each place where it is installed and not suspended. */
const ofApp = async (settings: Settings, signal: AbortSignal): Promise<Owner[]> => {
  const { app_id: appId = 0, private_key: privateKey = '' } = settings
  const app = { authStrategy: createAppAuth, auth: { appId, privateKey } }
  const client = await clientOf(settings, app)
  const kind = settings.repo_type === 'organization' ? 'Organization' : 'User'
  const found = installationsSchema.parse(
    await client.paginate('GET /app/installations', { ...pages(signal) }),
  )
  const owners = found.filter(({ suspended_at: off, account }) => !off && account.type === kind)
  return Promise.all(
    owners.map(async ({ id, account }) => ({
      login: account.login,
      client: await clientOf(settings, { ...app, auth: { appId, privateKey, installationId: id } }),
    })),
  )
}

/** @throws what the client threw, and PatchbayError `source.refused` where there is nobody. */
export const ownersOf = async (settings: Settings, signal: AbortSignal): Promise<Owner[]> => {
  const owners = await (settings.auth_method === 'github_app' ? ofApp : ofToken)(settings, signal)
  if (owners.length > 0) return owners
  throw new PatchbayError('source.refused', 'The app is installed nowhere that this connector reads.', {
    next: 'Install it for the organisation or user, and see that repo_type fits.',
  })
}
