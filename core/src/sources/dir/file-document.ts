import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { SourceDocument } from '../data-source.ts'
import { codeOf, NotRead, reasonOf } from './not-read.ts'
import { openInside } from './open-inside.ts'

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()

/** The id that Elastic's service gives to a file: the MD5 of its absolute path. */
export const fileId = (path: string): string => createHash('md5').update(path).digest('hex')

const read = async (root: string, path: string): Promise<Buffer | undefined> => {
  try {
    await using handle = await openInside(root, path)
    return await handle.readFile()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error instanceof NotRead ? error : new NotRead(reasonOf(error), false, error)
  }
}

/** A file as a document: fields as in Elastic's service. */
export const fileDocument = async (
  root: string,
  path: string,
  handle: FileHandle,
): Promise<SourceDocument> => {
  const stats = await handle.stat()
  const { last_access_time, ...lasting } = {
    id: fileId(path),
    _timestamp: iso(stats.mtimeMs),
    path,
    last_modified_time: iso(stats.mtimeMs),
    inode_protection_mode: stats.mode,
    inode_number: stats.ino,
    device_inode_reside: stats.dev,
    number_of_links: stats.nlink,
    uid: stats.uid,
    gid: stats.gid,
    ctime: stats.ctimeMs / 1000,
    last_access_time: stats.atimeMs / 1000,
    size: stats.size,
  }
  // Reading a file is no change of it.
  return {
    id: lasting.id,
    json: Buffer.from(JSON.stringify({ ...lasting, last_access_time })),
    basis: JSON.stringify(lasting),
    file: { name: path, size: stats.size, read: () => read(root, path) },
  }
}
