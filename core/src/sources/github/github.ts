import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import type { DataSource, DataSourceDefinition, SourceDocument, SourcePage } from '../data-source.ts'
import { inPages } from '../in-pages.ts'
import { reasonOf } from '../reason-of.ts'
import { cursorLost, settingsMark } from '../settings-mark.ts'
import { Access, identitiesOf } from './access.ts'
import { repositoryDocument } from './documents.ts'
import { explainError, isAboutRepository } from './explain-error.ts'
import { type Found, listRepositories } from './list-repositories.ts'
import { type Owner, ownersOf } from './owners.ts'
import { filesOf, issuesOf, pullRequestsOf, type Reading, TooManyFiles } from './read-repository.ts'
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
  error instanceof TooManyFiles
    ? 'it has more files than GitHub names at once'
    : reasonOf(explainError(error, settings))

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
    if (!isAboutRepository(error) && !(error instanceof TooManyFiles)) throw error
    return yield { kind: 'skipped', part, reason: why(error, settings), expected: false }
  }
  signal.throwIfAborted()
  yield { kind: 'end', part }
}

async function* single(document: SourceDocument): AsyncGenerator<SourceDocument> {
  yield document
}

interface Wanted {
  settings: Settings
  signal: AbortSignal
  since: string | undefined
}

async function* readFound(
  found: Exclude<Found, { failed: unknown }>,
  { settings, signal, since }: Wanted,
  rights: Access,
): AsyncGenerator<SourcePage> {
  const { name, repository, owner } = found
  const reading: Reading = { client: owner.client, settings, repository, since, signal }
  const access = settings.use_document_level_security ? await rights.of(repository, owner) : undefined
  const about = { settings, signal, access }
  yield* readPart(name, single(repositoryDocument(repository)), about)
  yield* readPart(`${name} issues`, issuesOf(reading), about)
  yield* readPart(`${name} pull requests`, pullRequestsOf(reading), about)
  yield* readPart(`${name} files`, filesOf(reading), about)
}

async function* read(
  settings: Settings,
  signal: AbortSignal,
  cursor?: JsonObject,
): AsyncGenerator<SourcePage> {
  const since = sinceOf(settings, cursor)
  const begun = new Date(Date.now() - slack).toISOString()
  const rights = new Access(signal)
  let whole = true
  try {
    const owners = await ownersOf(settings, signal)
    for await (const found of listRepositories(settings, owners, signal)) {
      if ('failed' in found) {
        whole = false
        yield { kind: 'skipped', part: found.name, reason: why(found.failed, settings), expected: false }
        continue
      }
      for await (const page of readFound(found, { settings, signal, since }, rights)) {
        whole &&= page.kind !== 'skipped'
        yield page
      }
    }
  } catch (error) {
    signal.throwIfAborted()
    throw explainError(error, settings)
  }
  // What was skipped is looked for again from where it was.
  if (whole) yield { kind: 'cursor', cursor: { since: begun, settings: markOf(settings) } }
}

/** @throws PatchbayError where no repository can be read. */
const ping = async (settings: Settings, signal: AbortSignal): Promise<void> => {
  let failed: unknown
  try {
    const owners: Owner[] = await ownersOf(settings, signal)
    for await (const found of listRepositories(settings, owners, signal)) {
      if (!('failed' in found)) return
      failed ??= found.failed
    }
  } catch (error) {
    signal.throwIfAborted()
    throw explainError(error, settings)
  }
  if (failed !== undefined) throw explainError(failed, settings)
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
  ping: (signal) => ping(settings, signal),
  documents: ({ signal }) => read(settings, signal),
  changes: ({ signal, cursor }) => read(settings, signal, cursor),
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
  validate: (values) => {
    parseSettings(values)
  },
  open: (values) => open(parseSettings(values)),
}
