import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import type { Json } from '../../lib/json.ts'
import type { SourceDocument } from '../data-source.ts'
import { issueDocument, issueSchema, pullRequestDocument, pullRequestSchema } from './documents.ts'
import { Incomplete } from './incomplete.ts'
import { filesIn, filesOn } from './read-files.ts'
import { commentsOf, type Reading, saidAbout, where } from './read-repository.ts'

const rulesSchema = z.array(
  z.object({
    repository: z.string(),
    filter: z.object({ issue: z.string(), pr: z.string(), branch: z.string(), path: z.string() }).partial(),
  }),
)

/** An advanced rule: what is wanted of a repository. `place` is where it stands, as errors name it. */
export type RepositoryRule = z.infer<typeof rulesSchema>[number] & { place: string }

/** @throws PatchbayError `source.refused` for a search that asks for the other kind of thing. */
export const repositoryRules = (advanced: Json): RepositoryRule[] =>
  rulesSchema.parse(advanced).map((rule, at) => {
    const place = `advanced[${at}].filter`
    const { issue = '', pr = '' } = rule.filter
    if (/\bis:pr\b/.test(issue)) throw wrong(`${place}.issue`, 'pull requests')
    if (/\bis:issue\b/.test(pr)) throw wrong(`${place}.pr`, 'issues')
    return { ...rule, place }
  })

const wrong = (place: string, what: string): PatchbayError =>
  new PatchbayError('source.refused', `${place}: asks for ${what}, which it does not give.`, {
    next: 'Correct the advanced rule with `patchbay rules draft`, then activate it.',
  })

const foundSchema = z.object({ number: z.number(), repository_url: z.string().optional(), url: z.string() })

/** What a search finds in this repository, whatever else it names. */
async function* search(reading: Reading, query: string, kind: 'issue' | 'pr'): AsyncGenerator<unknown> {
  const name = reading.repository.full_name
  const pages = reading.client.paginate.iterator('GET /search/issues', {
    ...where(reading),
    q: `repo:${name} is:${kind} ${query}`,
    sort: 'created',
    order: 'asc',
  })
  let found = 0
  for await (const { data } of pages) {
    for (const item of z.array(z.unknown()).parse(data)) {
      found += 1
      const { repository_url: of, url } = foundSchema.parse(item)
      if (`${of ?? url}/`.toLowerCase().includes(`/repos/${name.toLowerCase()}/`)) yield item
    }
  }
  // GitHub gives no more than a thousand, however many there are.
  if (found >= 1000) throw new Incomplete(`a search of an advanced rule finds too much: "${query}"`)
}

export async function* issuesByRule(
  reading: Reading,
  rules: readonly RepositoryRule[],
): AsyncGenerator<SourceDocument> {
  for (const { filter } of rules) {
    if (filter.issue === undefined) continue
    for await (const item of search(reading, filter.issue, 'issue')) {
      const issue = issueSchema.parse(item)
      yield issueDocument(issue, issue.comments === 0 ? [] : await commentsOf(reading, issue.number))
    }
  }
}

export async function* pullRequestsByRule(
  reading: Reading,
  rules: readonly RepositoryRule[],
): AsyncGenerator<SourceDocument> {
  for (const { filter } of rules) {
    if (filter.pr === undefined) continue
    for await (const item of search(reading, filter.pr, 'pr')) {
      const { number } = foundSchema.parse(item)
      // A search tells less of it than a list does.
      const { data } = await reading.client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        ...where(reading),
        pull_number: number,
      })
      yield pullRequestDocument(pullRequestSchema.parse(data), await saidAbout(reading, number))
    }
  }
}

export async function* filesByRule(
  reading: Reading,
  rules: readonly RepositoryRule[],
): AsyncGenerator<SourceDocument> {
  for (const { filter } of rules) {
    if (filter.branch !== undefined) yield* filesOn(reading, filter.branch)
    if (filter.path !== undefined) yield* filesIn(reading, filter.path)
  }
}
