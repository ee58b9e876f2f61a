import type { Stats } from 'node:fs'
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { extname } from 'node:path'
import type { SourceDocument } from '../data-source.ts'

/** Files whose text is read as it is. Others (office, pdf) need the attachment processor, which is not used yet. */
const plainText = new Set(
  '.txt .py .rst .html .markdown .json .xml .csv .md .rb .paper .sh .tsv .svg'.split(' '),
)

/** Larger files come without their text, as in Elastic's service. */
const longestText = 10 * 1024 * 1024

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()

const textOf = async (handle: FileHandle, path: string, stats: Stats): Promise<string | undefined> => {
  if (!plainText.has(extname(path)) || stats.size > longestText) return undefined
  const bytes = await handle.readFile()
  // Bytes that are no UTF-8 become U+FFFD: the JSON stays valid.
  return bytes.length > longestText ? undefined : bytes.toString('utf8')
}

/** The id that Elastic's service gives to a file: the MD5 of its absolute path. */
export const fileId = (path: string): string => createHash('md5').update(path).digest('hex')

/** A file as a document: fields as in Elastic's service, and its text in `body` where it is plain. */
export const fileDocument = async (path: string, handle: FileHandle): Promise<SourceDocument> => {
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
    body: await textOf(handle, path, stats),
  }
  // Reading a file is no change of it.
  return {
    id: lasting.id,
    json: Buffer.from(JSON.stringify({ ...lasting, last_access_time })),
    basis: JSON.stringify(lasting),
  }
}
