import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import type { DataSource, DataSourceDefinition, SourceDocument, SourcePage } from '../data-source.ts'
import { inPages } from '../in-pages.ts'
import { reasonOf } from '../reason-of.ts'
import { cursorLost, settingsMark } from '../settings-mark.ts'
import { Access, identitiesOf } from './access.ts'
import { readCheckpoint } from './checkpoint.ts'
import { repositoryDocument } from './documents.ts'
import { explainError, isAboutRepository } from './explain-error.ts'
import { Incomplete } from './incomplete.ts'
import { findNamed, findOne } from './find-repositories.ts'
import { type Found, fullName, listRepositories } from './list-repositories.ts'
import { ownersOf } from './owners.ts'
import { filesOf } from './read-files.ts'
import { issuesOf, pullRequestsOf, type Reading } from './read-repository.ts'
import {
  filesByRule,
  issuesByRule,
  pullRequestsByRule,
  repositoryRules,
  type RepositoryRule,
} from './read-rules.ts'
import { parseSettings, type Settings } from './settings.ts'

const cursorSchema = z.object({ since: z.iso.datetime(), settings: z.string() })

/** For the clock of the worker, which may be ahead of GitHub's. */
const slack = 300_000

const markOf = (settings: Settings): string =>
  settingsMark(settings.api, settings.repo_type, settings.org_name, settings.repositories)

const sinceOf = (settings: Settings, cursor: JsonObject | undefined): string | undefined => {
  if (cursor === undefined) return undefined
  const { data } = cursorSchema.safeParse(cursor)
  if (data === undefined) throw cursorLost('what the connector remembers is not from GitHub')
  if (data.settings !== markOf(settings)) throw cursorLost('the configuration names other repositories')
  return data.since
}

const why = (error: unknown, settings: Settings): string =>
  error instanceof Incomplete ? error.message : reasonOf(explainError(error, settings))

/** One kind of thing in a repository; what can't be listed keeps its documents. */
async function* readPart(
  part: string,
  documents: AsyncGenerator<SourceDocument>,
  { settings, signal, access }: Pick<Reading, 'settings' | 'signal'> & { access: SourceDocument['access'] },
): AsyncGenerator<SourcePage> {
  const withAccess = async function* (): AsyncGenerator<SourceDocument> {
    for await (const document of documents) yield access === undefined ? document : { ...document, access }
  }
  try {
    yield* inPages(part, withAccess())
  } catch (error) {
    signal.throwIfAborted()
    if (!isAboutRepository(error) && !(error instanceof Incomplete)) throw error
    return yield { kind: 'skipped', part, reason: why(error, settings), expected: false }
  }
  signal.throwIfAborted()
  yield { kind: 'end', part }
}

async function* single(...documents: SourceDocument[]): AsyncGenerator<SourceDocument> {
  yield* documents
}

interface Wanted {
  settings: Settings
  signal: AbortSignal
  cursor?: JsonObject
  resume?: JsonObject | undefined
  /** Undefined: everything. */
  rules?: readonly RepositoryRule[] | undefined
}

/** What is wanted of a repository. What no rule asks for is left empty, also the repository itself. */
const partsOf = (reading: Reading, rules: readonly RepositoryRule[] | undefined) => {
  const own = repositoryDocument(reading.repository)
  if (rules === undefined)
    return [single(own), issuesOf(reading), pullRequestsOf(reading), filesOf(reading)] as const
  return [
    rules.length === 0 ? single() : single(own),
    issuesByRule(reading, rules),
    pullRequestsByRule(reading, rules),
    filesByRule(reading, rules),
  ] as const
}

async function* readFound(
  { name, repository, owner }: Exclude<Found, { failed: unknown }>,
  { settings, signal, rules }: Wanted,
  { since, rights, done }: { since: string | undefined; rights: Access; done: readonly string[] },
): AsyncGenerator<SourcePage> {
  const reading: Reading = { client: owner.client, settings, repository, since, signal }
  const access = settings.use_document_level_security ? await rights.of(repository, owner) : undefined
  const about = { settings, signal, access }
  const wanted = rules?.filter((rule) => fullName(rule.repository, owner.login) === name.toLowerCase())
  const [own, issues, pullRequests, files] = partsOf(reading, wanted)
  const parts = [
    [name, own],
    [`${name} issues`, issues],
    [`${name} pull requests`, pullRequests],
    [`${name} files`, files],
  ] as const
  for (const [part, documents] of parts) if (!done.includes(part)) yield* readPart(part, documents, about)
}

async function* read(wanted: Wanted): AsyncGenerator<SourcePage> {
  const { settings, signal, cursor, rules = [] } = wanted
  const since = sinceOf(settings, cursor)
  const mark = { settings: markOf(settings), since: new Date(Date.now() - slack).toISOString() }
  const at = readCheckpoint(wanted.resume, mark)
  const rights = new Access(signal)
  try {
    const owners = await ownersOf(settings, signal)
    const repositories = [...settings.repositories, ...rules.map(({ repository }) => repository)]
    for await (const found of listRepositories({ ...settings, repositories }, owners, signal)) {
      if ('failed' in found) {
        at.whole = false
        yield { kind: 'skipped', part: found.name, reason: why(found.failed, settings), expected: false }
        continue
      }
      if (at.repositories.includes(found.name)) continue
      for await (const page of readFound(found, wanted, { since, rights, done: at.parts })) {
        at.whole &&= page.kind !== 'skipped'
        yield page
        if (page.kind !== 'end' && page.kind !== 'skipped') continue
        at.parts.push(page.part)
        yield { kind: 'checkpoint', at: structuredClone(at) }
      }
      at.repositories.push(found.name)
      at.parts = []
    }
  } catch (error) {
    signal.throwIfAborted()
    throw explainError(error, settings)
  }
  // What was skipped is looked for again from where it was.
  if (at.whole) yield { kind: 'cursor', cursor: { since: at.since, settings: at.settings } }
}

async function* identities(settings: Settings, signal: AbortSignal) {
  try {
    yield* identitiesOf(await ownersOf(settings, signal), signal)
  } catch (error) {
    signal.throwIfAborted()
    throw explainError(error, settings)
  }
}

const open = (settings: Settings): DataSource => ({
  ping: (signal) => findOne(settings, signal),
  checkNames: (signal) => findNamed(settings, signal),
  documents: ({ signal, advanced, resume }) =>
    read({ settings, signal, resume, rules: advanced === undefined ? undefined : repositoryRules(advanced) }),
  changes: ({ signal, cursor }) => read({ settings, signal, cursor }),
  // Who may see what is known of organisations only.
  ...(settings.repo_type === 'organization'
    ? { identities: ({ signal }: { signal: AbortSignal }) => identities(settings, signal) }
    : {}),
  // Every sync has clients of its own, which keep nothing open.
  close: async () => {},
})

/**
 * GitHub: repositories, their issues, pull requests and Markdown files. Differs from Elastic's service where that loses
 * something: certificates are verified, fine-grained tokens are taken, and what can't be listed keeps its documents.
 */
export const github: DataSourceDefinition = {
  serviceType: 'github',
  timestamps: true,
  advancedRules: true,
  validate: (values) => {
    parseSettings(values)
  },
  hosts: (values) => {
    const { data_source: kind, api } = parseSettings(values)
    // Where github.com's API is says the worker's environment, never a connector.
    return kind === 'github_server' ? [{ field: 'host', host: new URL(api).hostname }] : []
  },
  open: (values, lookup) => open({ ...parseSettings(values), lookup }),
}
