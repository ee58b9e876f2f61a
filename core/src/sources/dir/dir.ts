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
import { changedSince, cursorNow } from './change-cursor.ts'
import { fileDocument } from './file-document.ts'
import { codeOf, NotRead, reasonOf } from './not-read.ts'
import { openInside } from './open-inside.ts'
import { parseSettings, type Settings } from './settings.ts'
import { matcher, walk } from './walk.ts'

const pageBytes = 256 * 1024

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

async function* documents(
  settings: Settings,
  { signal }: DocumentsRequest,
  cursor?: JsonObject,
): AsyncGenerator<SourcePage> {
  const since = cursor === undefined ? undefined : changedSince(settings, cursor)
  const root = await rootOf(settings)
  // Before the first file is looked at: what changes meanwhile comes again.
  yield { kind: 'cursor', cursor: cursorNow(settings) }
  const directory = resolve(settings.directory)
  const matches = matcher(settings.pattern)
  let page: SourceDocument[] = []
  let bytes = 0
  let whole = true
  for await (const { path, failed } of walk(directory)) {
    signal.throwIfAborted()
    const full = join(directory, path)
    if (failed !== undefined) {
      if (path !== '' && codeOf(failed) === 'ENOENT') continue
      if (path === '')
        throw new PatchbayError('source.refused', `The directory "${directory}" ${reasonOf(failed)}.`)
      whole = false
      yield { kind: 'skipped', part: full, reason: reasonOf(failed), expected: false }
      continue
    }
    if (!matches(path)) continue
    const document = await read(root, full, since)
    if (document === undefined) continue
    if (document instanceof NotRead) {
      whole &&= document.expected
      yield { kind: 'skipped', part: full, reason: document.message, expected: document.expected }
      continue
    }
    page.push(document)
    bytes += document.json.length
    if (bytes < pageBytes) continue
    yield { kind: 'documents', part: directory, documents: page }
    page = []
    bytes = 0
  }
  if (page.length > 0) yield { kind: 'documents', part: directory, documents: page }
  signal.throwIfAborted()
  // One file that could not be read leaves its document in doubt, and with it which documents may go.
  yield whole
    ? { kind: 'end', part: directory }
    : { kind: 'skipped', part: directory, reason: 'some of it could not be read', expected: false }
}

const open = (settings: Settings): DataSource => ({
  ping: async () => {
    await rootOf(settings)
  },
  documents: (request) => documents(settings, request),
  changes: (request) => documents(settings, request, request.cursor),
  close: async () => {},
})

/** Files under a directory, one document each. */
export const dir: DataSourceDefinition = {
  serviceType: 'dir',
  timestamps: true,
  validate: (values) => {
    parseSettings(values)
  },
  open: (values) => open(parseSettings(values)),
}
