import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { pages } from './client.ts'
import { type Repository, repositorySchema } from './documents.ts'
import { isAboutRepository } from './explain-error.ts'
import type { Owner } from './owners.ts'
import type { Settings } from './settings.ts'

/** A repository, or why one that the configuration names is not read. */
export type Found = { name: string } & ({ repository: Repository; owner: Owner } | { failed: unknown })

const namesSchema = z.array(z.object({ full_name: z.string() }))

/** Everything that the owner's client may see. */
const allOf = async (settings: Settings, { login, client }: Owner, signal: AbortSignal) => {
  const at = pages(signal)
  if (settings.auth_method === 'github_app') return client.paginate('GET /installation/repositories', at)
  if (settings.repo_type === 'organization')
    return client.paginate('GET /orgs/{org}/repos', { ...at, org: login, type: 'all' })
  return client.paginate('GET /user/repos', { ...at, affiliation: 'owner,collaborator' })
}

const notInstalled = (name: string): PatchbayError =>
  new PatchbayError('source.refused', `The app is not installed for the owner of ${name}.`, {
    next: "Install it there, or correct repositories in the connector's configuration.",
  })

const find = async (name: string, owner: Owner | undefined, signal: AbortSignal): Promise<Found> => {
  if (owner === undefined) return { name, failed: notInstalled(name) }
  const [login = '', repo = ''] = name.split('/')
  try {
    // One by one: a listing doesn't say how many watch it.
    const { data } = await owner.client.request('GET /repos/{owner}/{repo}', {
      owner: login,
      repo,
      request: { signal },
    })
    const repository = repositorySchema.parse(data)
    return { name: repository.full_name, repository, owner }
  } catch (error) {
    signal.throwIfAborted()
    if (isAboutRepository(error)) return { name, failed: error }
    throw error
  }
}

/** A repository with its owner, in small letters: GitHub tells no difference. */
export const fullName = (name: string, owner: string): string =>
  (name.includes('/') ? name : `${owner}/${name}`).toLowerCase()

/** The repositories that the configuration names; `*` stands for all of the owners'. */
export async function* listRepositories(
  settings: Settings,
  owners: readonly Owner[],
  signal: AbortSignal,
): AsyncGenerator<Found> {
  const [first] = owners
  // A token may read what others own, too; an app only where it is installed.
  const ownerOf = (login: string): Owner | undefined =>
    settings.auth_method === 'github_app'
      ? owners.find((owner) => owner.login.toLowerCase() === login)
      : first
  const named = new Set(
    settings.repositories.map((name) => (name === '*' ? name : fullName(name, first?.login ?? ''))),
  )
  if (named.delete('*')) {
    for (const owner of owners) {
      for (const { full_name: name } of namesSchema.parse(await allOf(settings, owner, signal))) {
        named.delete(name.toLowerCase())
        yield await find(name, owner, signal)
      }
    }
  }
  for (const name of named) yield await find(name, ownerOf(name.split('/')[0] ?? ''), signal)
}
