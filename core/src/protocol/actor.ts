import { z } from 'zod'

/** Who is calling, in Elasticsearch's own words (`GET _security/_authenticate`). */
export interface Actor {
  username: string
  realm: string
  roles: readonly string[]
  /** `realm` for a signed-in user, `api_key` for an API key. */
  authenticationType: string
  apiKey?: { id: string; name: string } | undefined
}

const authenticateResponse = z.object({
  username: z.string(),
  roles: z.array(z.string()).default([]),
  authentication_type: z.string().default('realm'),
  authentication_realm: z.object({ name: z.string() }),
  lookup_realm: z.object({ name: z.string() }).optional(),
  api_key: z.object({ id: z.string(), name: z.string().default('') }).optional(),
})

/** Reads the answer of `GET _security/_authenticate`. */
export const parseActor = (answer: unknown): Actor => {
  const parsed = authenticateResponse.parse(answer)
  return {
    username: parsed.username,
    realm: parsed.lookup_realm?.name ?? parsed.authentication_realm.name,
    roles: parsed.roles,
    authenticationType: parsed.authentication_type,
    apiKey: parsed.api_key,
  }
}

/** The key that tells two people apart. */
export const personKey = (person: { username: string; realm: string }): string =>
  `${person.realm}/${person.username}`

/** Whether somebody signed in: neither an API key of their own, nor a service that runs as them. */
export const isSignedIn = ({ authenticationType }: { authenticationType: string }): boolean =>
  ['REALM', 'TOKEN'].includes(authenticationType.toUpperCase())

/** Who may set a policy, and end what others agreed to. */
export const isAdministrator = ({ roles }: { roles: readonly string[] }): boolean =>
  roles.includes('patchbay-admin') || roles.includes('superuser')
