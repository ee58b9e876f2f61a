import { z } from 'zod'
import type { SourceDocument, SourceFile } from '../data-source.ts'
import { type Client, pages } from './client.ts'
import {
  commentSchema,
  extensionOf,
  fileDocument,
  fileSchema,
  issueDocument,
  issueSchema,
  pullRequestDocument,
  pullRequestSchema,
  type Repository,
  reviewCommentSchema,
  reviewSchema,
  type TreeFile,
} from './documents.ts'
import { answerOf, explainError, isGone } from './explain-error.ts'
import type { Settings } from './settings.ts'

/** A repository to read, or what changed in it since. */
export interface Reading {
  client: Client
  settings: Settings
  repository: Repository
  since: string | undefined
  signal: AbortSignal
}

const readable = new Set(['.md', '.markdown', '.rst'])

const where = ({ repository, signal }: Reading) => {
  const [owner = '', repo = ''] = repository.full_name.split('/')
  return { owner, repo, ...pages(signal) }
}

export async function* issuesOf(reading: Reading): AsyncGenerator<SourceDocument> {
  const { client, repository, since } = reading
  if (!repository.has_issues) return
  const at = where(reading)
  const pages = client.paginate.iterator('GET /repos/{owner}/{repo}/issues', {
    ...at,
    state: 'all',
    sort: 'created',
    direction: 'asc',
    ...(since === undefined ? {} : { since }),
  })
  for await (const { data } of pages) {
    for (const issue of z.array(issueSchema).parse(data)) {
      // Pull requests are listed here too.
      if (issue.pull_request !== undefined) continue
      yield issueDocument(issue, issue.comments === 0 ? [] : await commentsOf(reading, issue.number))
    }
  }
}

const commentsOf = async (reading: Reading, number: number) =>
  z.array(commentSchema).parse(
    await reading.client.paginate('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...where(reading),
      issue_number: number,
    }),
  )

export async function* pullRequestsOf(reading: Reading): AsyncGenerator<SourceDocument> {
  const { client, since } = reading
  const pages = client.paginate.iterator('GET /repos/{owner}/{repo}/pulls', {
    ...where(reading),
    state: 'all',
    // Of what changed, the last comes first; a whole listing goes by what doesn't change meanwhile.
    ...(since === undefined ? { sort: 'created', direction: 'asc' } : { sort: 'updated', direction: 'desc' }),
  })
  for await (const { data } of pages) {
    for (const pull of z.array(pullRequestSchema).parse(data)) {
      if (since !== undefined && Date.parse(pull.updated_at) < Date.parse(since)) return
      yield pullRequestDocument(pull, await saidAbout(reading, pull.number))
    }
  }
}

const saidAbout = async (reading: Reading, number: number) => {
  const { client } = reading
  const at = { ...where(reading), pull_number: number }
  const reviews = z
    .array(reviewSchema)
    .parse(await client.paginate('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', at))
  // Without a review there are no comments of one: requests are counted.
  const reviewComments =
    reviews.length === 0
      ? []
      : z
          .array(reviewCommentSchema)
          .parse(await client.paginate('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', at))
  return { comments: await commentsOf(reading, number), reviews, reviewComments }
}

/** More files than GitHub names in one answer. */
export class TooManyFiles extends Error {
  override readonly name = 'TooManyFiles'
}

const treeSchema = z.object({ tree: z.array(fileSchema), truncated: z.boolean().default(false) })

/** The files that are read, on the default branch; none in a repository without a commit. */
export async function* filesOf(reading: Reading): AsyncGenerator<SourceDocument> {
  const { client, repository, since } = reading
  const pushed = repository.pushed_at
  if (since !== undefined && pushed && Date.parse(pushed) < Date.parse(since)) return
  const at = where(reading)
  const tree = await treeOf(reading)
  for (const file of tree?.tree ?? []) {
    if (file.type !== 'blob' || !readable.has(extensionOf(file.path).toLowerCase())) continue
    const { data } = await client.request('GET /repos/{owner}/{repo}/commits', {
      ...at,
      path: file.path,
      sha: repository.default_branch,
      per_page: 1,
    })
    const [commit] = commitsSchema.parse(data)
    const document = fileDocument(repository, file, commit?.commit.committer.date)
    yield { ...document, file: contentOf(reading, file) }
  }
  if (tree?.truncated === true) throw new TooManyFiles()
}

const commitsSchema = z.array(z.object({ commit: z.object({ committer: z.object({ date: z.string() }) }) }))

const treeOf = async (reading: Reading) => {
  const { client, repository } = reading
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      ...where(reading),
      tree_sha: repository.default_branch,
      recursive: '1',
    })
    return treeSchema.parse(data)
  } catch (error) {
    // A repository without a commit.
    if (answerOf(error)?.status === 409) return undefined
    throw error
  }
}

const blobSchema = z.object({ content: z.string(), encoding: z.literal('base64') })

const contentOf = (reading: Reading, { path, sha, size = 0 }: TreeFile): SourceFile => ({
  name: `${reading.repository.full_name}/${path}`,
  size,
  async read(signal) {
    const { client, settings } = reading
    try {
      const { data } = await client.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
        ...where(reading),
        file_sha: sha,
        request: { signal },
      })
      return Buffer.from(blobSchema.parse(data).content, 'base64')
    } catch (error) {
      signal.throwIfAborted()
      if (isGone(error)) return undefined
      throw explainError(error, settings)
    }
  },
})
