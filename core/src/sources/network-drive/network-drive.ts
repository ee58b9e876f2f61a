import { z } from 'zod'
import type { Json, JsonObject } from '../../lib/json.ts'
import type {
  DataSource,
  DataSourceDefinition,
  SourceDocument,
  SourceFile,
  SourcePage,
} from '../data-source.ts'
import { globMatcher } from '../glob-matcher.ts'
import { type TreeItem, treePages } from '../tree-pages.ts'
import { walkInOrder } from '../walk-in-order.ts'
import { readAccessList } from './access-list.ts'
import { changedSince, cursorAt, readCheckpoint } from './change-cursor.ts'
import { entryDocument, fullPath, hasNumber } from './entry-document.ts'
import { explainError, isAboutPath, isGone, reasonOfPath } from './explain-error.ts'
import { accessWords, identityOf, readPeople } from './people.ts'
import { parseSettings, type Settings } from './settings.ts'
import type { Entry } from './smb/directory-entries.ts'
import { openChannel } from './smb/open-channel.ts'
import { Share } from './smb/share.ts'

const openShare = async (settings: Settings): Promise<Share> => {
  const { server_ip: host, server_port: port, share, lookup } = settings
  const place = { host, port, share, lookup }
  return new Share(await openChannel(place, settings, `The file server at ${host}:${port}`))
}

/** Lends a connection of its own, which the signal cuts. */
async function* withShare<T>(
  settings: Settings,
  signal: AbortSignal,
  use: (share: Share) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  let share: Share | undefined
  const cut = (): void => share?.close()
  signal.addEventListener('abort', cut, { once: true })
  try {
    signal.throwIfAborted()
    share = await openShare(settings)
    signal.throwIfAborted()
    yield* use(share)
  } catch (error) {
    signal.throwIfAborted()
    throw explainError(error, settings)
  } finally {
    signal.removeEventListener('abort', cut)
    share?.close()
  }
}

const pathIn = ({ folder }: Settings, path: string): string =>
  [folder, path.replaceAll('/', '\\')].filter((part) => part !== '').join('\\')

const rulesSchema = z.array(z.object({ pattern: z.string() }))

/** Which folders an advanced rule asks for: those whose path, from the share on, it names; what lies right in them comes. */
const wantedFolders = (
  { drive_path }: Settings,
  advanced: Json | undefined,
): ((folder: string) => boolean) => {
  if (advanced === undefined) return () => true
  const drive = drive_path.replaceAll('\\', '/')
  const matches = globMatcher(...rulesSchema.parse(advanced).map(({ pattern }) => pattern.replace(/\/$/, '')))
  return (folder) => matches(folder === '' ? drive : `${drive}/${folder}`)
}

const isSame = (a: Entry, b: Entry): boolean => a.fileId === b.fileId && hasNumber(a)

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** One that has grown beyond what anybody reads is not read further. */
const longestFile = 16 * 1024 * 1024

/** The bytes of a file, over the connection of the listing where that is still there. */
const reader =
  (settings: Settings, listing: Share, path: string): SourceFile['read'] =>
  async (signal) => {
    const share = listing.isOpen ? listing : await openShare(settings)
    try {
      return await share.read(pathIn(settings, path), { signal, atMost: longestFile })
    } catch (error) {
      signal.throwIfAborted()
      if (isGone(error)) return undefined
      if (isAboutPath(error)) throw new Error(reasonOfPath(error), { cause: error })
      throw explainError(error, settings)
    } finally {
      if (share !== listing) share.close()
    }
  }

/** Says who may see what; where that can't be read, nobody. Undefined where nobody asks. */
const rightsReader = async (settings: Settings, share: Share) => {
  if (!settings.use_document_level_security) return undefined
  // Without memberships, what keeps somebody out is seen by nobody.
  const people = settings.drive_type === 'linux' ? await readPeople(settings) : undefined
  return async (path: string): Promise<readonly string[]> => {
    try {
      return accessWords(readAccessList(await share.security(pathIn(settings, path))), people)
    } catch (error) {
      if (isAboutPath(error) || error instanceof RangeError) return []
      throw error
    }
  }
}

interface Asked {
  signal: AbortSignal
  since?: JsonObject
  after?: string | undefined
  advanced?: Json | undefined
}

async function* items(
  settings: Settings,
  share: Share,
  { signal, since, after, advanced }: Asked,
): AsyncGenerator<TreeItem> {
  const from = since === undefined ? undefined : changedSince(settings, since)
  const isWanted = wantedFolders(settings, advanced)
  const rights = await rightsReader(settings, share)
  const root = (await share.list(settings.folder)).find(({ name }) => name === '.')
  const walk = walkInOrder<Entry>({
    list: async (folder) => (await share.list(pathIn(settings, folder))).filter(({ name }) => name !== '.'),
    enters: (entry, parents) => !entry.isLink && !isCircle(entry, parents),
    after,
  })
  const isCircle = (entry: Entry, parents: readonly Entry[]): boolean =>
    [...(root === undefined ? [] : [root]), ...parents].some((parent) => isSame(parent, entry))
  for await (const found of walk) {
    signal.throwIfAborted()
    const part = fullPath(settings, found.path)
    if ('failed' in found) {
      if (!isAboutPath(found.failed) || found.path === '') throw found.failed
      if (isGone(found.failed)) continue
      yield { part, reason: reasonOfPath(found.failed), expected: false }
      continue
    }
    const { path, entry, parents } = found
    if (entry.isLink || (entry.isFolder && isCircle(entry, parents))) {
      yield { part, reason: 'it is a link', expected: true }
      continue
    }
    if (!isWanted(parentOf(path)) || (from !== undefined && entry.changed < from)) continue
    const access = await rights?.(path)
    const document: SourceDocument = entryDocument(settings, entry, {
      path,
      access,
      read: reader(settings, share, path),
    })
    yield { path, document }
  }
}

const documents = (settings: Settings, asked: Asked & { resume?: JsonObject | undefined }) =>
  withShare(settings, asked.signal, async function* (share): AsyncGenerator<SourcePage> {
    const before = readCheckpoint(settings, asked.resume)
    const cursor =
      before === undefined
        ? cursorAt(settings, share.now)
        : { changed: before.changed, settings: before.settings }
    yield { kind: 'cursor', cursor }
    yield* treePages(fullPath(settings, ''), items(settings, share, { ...asked, after: before?.after }), {
      signal: asked.signal,
      isResumed: before !== undefined,
      checkpointAt: (after) => ({ ...cursor, after }),
    })
  })

const open = (settings: Settings): DataSource => ({
  async ping(signal) {
    const listing = withShare(settings, signal, async function* (share) {
      yield await share.list(settings.folder)
    })
    for await (const _entries of listing) return
  },
  documents: ({ signal, advanced, resume }) => documents(settings, { signal, advanced, resume }),
  changes: ({ signal, cursor }) => documents(settings, { signal, since: cursor }),
  async *identities() {
    yield (await readPeople(settings)).map(identityOf)
  },
  // Every call has a connection of its own, and ends it.
  close: async () => {},
})

/**
 * A network drive: files and folders of a share by SMB 2 and 3, a document each. Differs from Elastic's service where that
 * loses something: what can't be listed keeps its documents, advanced rules and rights go together, and a signature or
 * encryption is always asked for.
 */
export const networkDrive: DataSourceDefinition = {
  serviceType: 'network_drive',
  timestamps: true,
  advancedRules: true,
  validate: (values) => {
    parseSettings(values)
  },
  hosts: (values) => [{ field: 'server_ip', host: parseSettings(values).server_ip }],
  open: (values, lookup) => open({ ...parseSettings(values), lookup }),
}
