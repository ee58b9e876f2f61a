import { realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { PatchbayError } from '../../errors.ts'
import type { JsonObject } from '../../lib/json.ts'
import type {
  DataSource,
  DataSourceDefinition,
  DocumentsRequest,
  SourceDocument,
  SourcePage,
} from '../data-source.ts'
import { globMatcher } from '../glob-matcher.ts'
import { type TreeItem, treePages } from '../tree-pages.ts'
import { changedSince, cursorNow, readCheckpoint } from './change-cursor.ts'
import { fileDocument } from './file-document.ts'
import { codeOf, NotRead, reasonOf } from './not-read.ts'
import { openInside } from './open-inside.ts'
import { parseSettings, type Settings } from './settings.ts'
import { walk } from './walk.ts'

const rootOf = async ({ directory }: Settings): Promise<string> => {
  const refuse = (problem: string, cause?: unknown): PatchbayError =>
    new PatchbayError('source.refused', `The directory "${directory}" ${problem}.`, {
      field: 'directory',
      next: "Correct directory in the connector's configuration: a folder that the worker can read.",
      cause,
    })
  try {
    const root = await realpath(resolve(directory))
    if (!(await stat(root)).isDirectory()) throw refuse('is no directory')
    return root
  } catch (error) {
    if (error instanceof PatchbayError) throw error
    throw refuse(codeOf(error) === 'ENOENT' ? 'does not exist' : 'may not be read by the worker', error)
  }
}

/**
 * The file as a document; undefined where it vanished meanwhile, which is the same as never having been there, and
 * where it didn't change since.
 */
const read = async (
  root: string,
  path: string,
  since: number | undefined,
): Promise<SourceDocument | NotRead | undefined> => {
  try {
    await using handle = await openInside(root, path)
    if (since !== undefined && (await handle.stat()).ctimeMs < since) return undefined
    return await fileDocument(root, path, handle)
  } catch (error) {
    if (error instanceof NotRead) return error
    if (codeOf(error) === 'ENOENT') return undefined
    return new NotRead(reasonOf(error), false, error)
  }
}

interface Asked extends DocumentsRequest {
  cursor?: JsonObject
}

async function* items(
  settings: Settings,
  {
    signal,
    cursor,
    after,
  }: { signal: AbortSignal; cursor: JsonObject | undefined; after: string | undefined },
): AsyncGenerator<TreeItem> {
  const since = cursor === undefined ? undefined : changedSince(settings, cursor)
  const root = await rootOf(settings)
  const directory = resolve(settings.directory)
  const matches = globMatcher(settings.pattern)
  for await (const found of walk(directory, after)) {
    signal.throwIfAborted()
    const { path } = found
    const part = join(directory, path)
    if ('failed' in found) {
      const reason = reasonOf(found.failed)
      if (path === '') throw new PatchbayError('source.refused', `The directory "${directory}" ${reason}.`)
      if (codeOf(found.failed) !== 'ENOENT') yield { part, reason, expected: false }
      continue
    }
    if (found.entry.isFolder || !matches(path)) continue
    const document = await read(root, part, since)
    if (document === undefined) continue
    yield document instanceof NotRead
      ? { part, reason: document.message, expected: document.expected }
      : { path, document }
  }
}

async function* documents(settings: Settings, { signal, cursor, resume }: Asked): AsyncGenerator<SourcePage> {
  const before = readCheckpoint(settings, resume)
  // Before the first file is looked at: what changes meanwhile comes again.
  const next =
    before === undefined ? cursorNow(settings) : { changed: before.changed, settings: before.settings }
  yield { kind: 'cursor', cursor: next }
  yield* treePages(resolve(settings.directory), items(settings, { signal, cursor, after: before?.after }), {
    signal,
    isResumed: before !== undefined,
    checkpointAt: (after) => ({ ...next, after }),
  })
}

const open = (settings: Settings): DataSource => ({
  ping: async () => {
    await rootOf(settings)
  },
  documents: (request) => documents(settings, request),
  changes: (request) => documents(settings, request),
  close: async () => {},
})

/** Files under a directory, one document each. */
export const dir: DataSourceDefinition = {
  serviceType: 'dir',
  timestamps: true,
  validate: (values) => {
    parseSettings(values)
  },
  hosts: () => [],
  open: (values) => open(parseSettings(values)),
}
