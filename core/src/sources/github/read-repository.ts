import { z } from 'zod'
import type { SourceDocument } from '../data-source.ts'
import { type Client, pages } from './client.ts'
import {
  commentSchema,
  issueDocument,
  issueSchema,
  pullRequestDocument,
  pullRequestSchema,
  type Repository,
  reviewCommentSchema,
  reviewSchema,
} from './documents.ts'
import type { Settings } from './settings.ts'

/** A repository to read, or what changed in it since. */
export interface Reading {
  client: Client
  settings: Settings
  repository: Repository
  since: string | undefined
  signal: AbortSignal
}

export const where = ({ repository, signal }: Reading) => {
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

export const commentsOf = async (reading: Reading, number: number) =>
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

export const saidAbout = async (reading: Reading, number: number) => {
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
