import { z } from 'zod'
import type { SourceDocument } from '../data-source.ts'
import { fittingId } from '../fitting-id.ts'

const text = z.string().nullish()
const person = z.object({ login: z.string() }).nullish()
const people = z.array(z.object({ login: z.string() })).default([])

export const repositorySchema = z.object({
  node_id: z.string(),
  name: z.string(),
  full_name: z.string(),
  html_url: z.string(),
  description: text,
  private: z.boolean(),
  visibility: z.string().optional(),
  language: text,
  default_branch: z.string(),
  fork: z.boolean(),
  stargazers_count: z.number(),
  subscribers_count: z.number().optional(),
  forks_count: z.number(),
  archived: z.boolean(),
  has_issues: z.boolean().default(true),
  created_at: text,
  updated_at: z.string(),
  pushed_at: text,
})
export type Repository = z.infer<typeof repositorySchema>

const item = {
  node_id: z.string(),
  number: z.number(),
  html_url: z.string(),
  title: text,
  body: text,
  state: z.string(),
  user: person,
  assignees: people.nullish(),
  labels: z.array(z.object({ name: z.string(), description: text })).default([]),
  created_at: text,
  updated_at: z.string(),
  closed_at: text,
}

export const issueSchema = z.object({
  ...item,
  comments: z.number().default(0),
  pull_request: z.unknown().optional(),
})
export const pullRequestSchema = z.object({
  ...item,
  merged_at: text,
  requested_reviewers: people.nullish(),
})
type Issue = z.infer<typeof issueSchema>
type PullRequest = z.infer<typeof pullRequestSchema>

export const commentSchema = z.object({ user: person, body: text })
export const reviewSchema = z.object({ id: z.number(), user: person, body: text, state: z.string() })
export const reviewCommentSchema = z.object({ pull_request_review_id: z.number().nullish(), body: text })

export const fileSchema = z.object({
  path: z.string(),
  mode: z.string().optional(),
  type: z.string(),
  sha: z.string(),
  size: z.number().optional(),
})
export type TreeFile = z.infer<typeof fileSchema>

const documentOf = (id: string, fields: Record<string, unknown>): SourceDocument => {
  const fitting = fittingId(id)
  return { id: fitting, json: Buffer.from(JSON.stringify({ id: fitting, ...fields })) }
}

const named = (name: string | null | undefined): { name: string } | null => (name ? { name } : null)

/** Fields are those of Elastic's service, which are named as in GitHub's GraphQL. */
export const repositoryDocument = (repository: Repository): SourceDocument =>
  documentOf(repository.node_id, {
    _timestamp: repository.updated_at,
    type: 'Repository',
    name: repository.name,
    nameWithOwner: repository.full_name,
    url: repository.html_url,
    description: repository.description,
    visibility: (repository.visibility ?? (repository.private ? 'private' : 'public')).toUpperCase(),
    primaryLanguage: named(repository.language),
    defaultBranchRef: named(repository.default_branch),
    isFork: repository.fork,
    stargazerCount: repository.stargazers_count,
    watchers: { totalCount: repository.subscribers_count },
    forkCount: repository.forks_count,
    createdAt: repository.created_at,
    isArchived: repository.archived,
  })

const commonFields = (
  { number, html_url: url, title, body, user, assignees, labels, ...times }: Issue | PullRequest,
  comments: readonly z.infer<typeof commentSchema>[],
) => ({
  _timestamp: times.updated_at,
  number,
  url,
  createdAt: times.created_at,
  closedAt: times.closed_at,
  title,
  body,
  author: user ?? null,
  issue_comments: comments.map((comment) => ({ author: comment.user ?? null, body: comment.body })),
  labels_field: labels,
  assignees_list: assignees ?? [],
})

export const issueDocument = (
  issue: Issue,
  comments: readonly z.infer<typeof commentSchema>[],
): SourceDocument =>
  documentOf(issue.node_id, {
    type: 'Issue',
    state: issue.state.toUpperCase(),
    ...commonFields(issue, comments),
  })

/** What was said about a pull request: below it, and in its reviews. */
export interface Said {
  comments: readonly z.infer<typeof commentSchema>[]
  reviews: readonly z.infer<typeof reviewSchema>[]
  reviewComments: readonly z.infer<typeof reviewCommentSchema>[]
}

export const pullRequestDocument = (pull: PullRequest, said: Said): SourceDocument =>
  documentOf(pull.node_id, {
    type: 'Pull request',
    state: pull.merged_at ? 'MERGED' : pull.state.toUpperCase(),
    mergedAt: pull.merged_at,
    ...commonFields(pull, said.comments),
    requested_reviewers: (pull.requested_reviewers ?? []).map((requestedReviewer) => ({ requestedReviewer })),
    reviews_comments: said.reviews.map(({ id, user, body, state }) => ({
      author: user?.login,
      body,
      state,
      comments: said.reviewComments
        .filter(({ pull_request_review_id: review }) => review === id)
        .map((comment) => ({ body: comment.body })),
    })),
  })

/** The end of a file's name from its last dot on. */
export const extensionOf = (path: string): string => /\.[^./]*$/.exec(path)?.[0] ?? ''

/** @param changed when it was last committed. */
export const fileDocument = (
  repository: Repository,
  { path, mode, type, sha, size }: TreeFile,
  changed: string | undefined,
): SourceDocument => {
  const document = documentOf(`${repository.full_name}/${path}`, {
    _timestamp: changed,
    name: path.slice(path.lastIndexOf('/') + 1),
    size,
    type,
    path,
    mode,
    extension: extensionOf(path),
  })
  return { ...document, basis: `${document.json.toString('utf8')}${sha}` }
}
