import { createHash } from 'node:crypto'
import type { SourceDocument, SourceFile } from '../data-source.ts'
import type { Settings } from './settings.ts'
import type { Entry } from './smb/directory-entries.ts'

/** Numbers that servers give to files whose number they don't know. */
const noNumber = new Set(['0', '18446744073709551615'])

export const hasNumber = ({ fileId }: Entry): boolean => !noNumber.has(fileId)

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()

/** As Windows writes it: `\\server\share\folder\file`. */
export const fullPath = ({ server_ip: server, share, folder }: Settings, path: string): string =>
  ['\\', server, share, folder, path.replaceAll('/', '\\')].filter((part) => part !== '').join('\\')

/**
 * A file or folder as a document: id and fields as in Elastic's service. The id is the server's number of it, which stays
 * when it is moved; where the server has none, the MD5 of the path.
 */
export const entryDocument = (
  settings: Settings,
  entry: Entry,
  { path, access, read }: { path: string; access: readonly string[] | undefined; read: SourceFile['read'] },
): SourceDocument => {
  const { name, isFolder, fileId, size, created, changed } = entry
  const full = fullPath(settings, path)
  const lasting = {
    id: hasNumber(entry) ? fileId : createHash('md5').update(full).digest('hex'),
    _timestamp: iso(changed),
    path: full,
    title: name,
    type: isFolder ? 'folder' : 'file',
    size,
  }
  return {
    id: lasting.id,
    json: Buffer.from(JSON.stringify({ ...lasting, created_at: iso(created) })),
    // Where the file system doesn't keep it, servers make up when something was created, and not always the same.
    basis: JSON.stringify(lasting),
    ...(access !== undefined && { access }),
    ...(!isFolder && { file: { name: full, size, read } }),
  }
}
