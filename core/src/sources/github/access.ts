import { z } from 'zod'
import type { SourceDocument, SourceIdentity } from '../data-source.ts'
import type { Repository } from './documents.ts'
import { isAboutRepository } from './explain-error.ts'
import { pages } from './client.ts'
import type { Owner } from './owners.ts'

const usersSchema = z.array(z.object({ node_id: z.string(), login: z.string() }))
const profileSchema = z.object({ email: z.string().nullish() })
type User = z.infer<typeof usersSchema>[number]

/** What a person counts as, in the words of Elastic's service. An e-mail is known only where it is public. */
const identityOf = (
  { node_id: id, login }: User,
  email: string | null | undefined,
): { user_id: string; user_name: string; email?: string } => ({
  user_id: `user_id:${id}`,
  user_name: `username:${login}`,
  ...(email ? { email: `email:${email}` } : {}),
})

const members = async ({ login, client }: Owner, signal: AbortSignal): Promise<User[]> =>
  usersSchema.parse(await client.paginate('GET /orgs/{org}/members', { org: login, ...pages(signal) }))

/** Everybody in the owners' organisations. */
export async function* identitiesOf(
  owners: readonly Owner[],
  signal: AbortSignal,
): AsyncGenerator<readonly SourceIdentity[]> {
  for (const owner of owners) {
    for (const user of await members(owner, signal)) {
      const { data } = await owner.client.request('GET /users/{username}', {
        username: user.login,
        request: { signal },
      })
      const identity = identityOf(user, profileSchema.parse(data).email)
      yield [{ id: user.node_id, identity, access: Object.values(identity) }]
    }
  }
}

/** Says who may see a repository and what is in it: everybody where it is public, else those who work with it. */
export class Access {
  readonly #members = new Map<string, Promise<Set<string>>>()
  readonly #signal: AbortSignal

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  async of(repository: Repository, owner: Owner): Promise<SourceDocument['access']> {
    if (!repository.private) return 'everybody'
    const [login = '', repo = ''] = repository.full_name.split('/')
    try {
      const collaborators = usersSchema.parse(
        await owner.client.paginate('GET /repos/{owner}/{repo}/collaborators', {
          owner: login,
          repo,
          ...pages(this.#signal),
        }),
      )
      const ours = await this.#membersOf({ ...owner, login })
      return collaborators
        .filter(({ node_id: id }) => ours.has(id))
        .flatMap((user) => Object.values(identityOf(user, undefined)))
    } catch (error) {
      this.#signal.throwIfAborted()
      // Who may see it could not be read: nobody does.
      if (isAboutRepository(error)) return undefined
      throw error
    }
  }

  #membersOf(owner: Owner): Promise<Set<string>> {
    const known = this.#members.get(owner.login)
    if (known !== undefined) return known
    const asked = members(owner, this.#signal).then((users) => new Set(users.map(({ node_id: id }) => id)))
    this.#members.set(owner.login, asked)
    return asked
  }
}
