import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus, PatchbayError } from '../errors.ts'

const foundSchema = z.record(
  z.string(),
  z.object({
    roles: z.array(z.string()).default([]),
    metadata: z.record(z.string(), z.unknown()).nullish(),
  }),
)

/**
 * Lets only people through whom a service may act as. Names that Elasticsearch doesn't list (people from a directory)
 * pass: it refuses them itself where they can't be looked up.
 * @throws PatchbayError `input.invalid` for superusers, reserved users and patterns.
 */
export const checkRunAs = async (es: Client, usernames: readonly string[]): Promise<void> => {
  for (const username of usernames) {
    if (/[*?/]/.test(username)) throw refused(username, 'a pattern would cover people whom nobody named')
    const answer = await es.security.getUser({ username }).catch((error: unknown) => {
      if (hasStatus(error, 404)) return {}
      throw error
    })
    const user = foundSchema.parse(answer)[username]
    if (user?.metadata?._reserved === true) throw refused(username, 'it is a user of Elasticsearch itself')
    if (user?.roles.includes('superuser') === true) throw refused(username, 'it is a superuser')
  }
}

const refused = (username: string, why: string): PatchbayError =>
  new PatchbayError('input.invalid', `runAs: no service may act as "${username}": ${why}.`, {
    field: 'runAs',
    next: 'Name people who hold only the roles that their work needs.',
  })
