import { constants } from 'node:fs'
import { type FileHandle, open, readlink, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isInside } from '../is-inside.ts'
import { NotRead } from './not-read.ts'

const outside = (): NotRead => new NotRead('it is a link that leaves the directory', true)

/** Where the open file really is. Linux tells; elsewhere the path must still lead to the very same file. */
const placeOf = async (handle: FileHandle, path: string): Promise<string> => {
  if (process.platform === 'linux') return readlink(join('/proc/self/fd', String(handle.fd)))
  const place = await realpath(path)
  const [there, here] = await Promise.all([stat(place, { bigint: true }), handle.stat({ bigint: true })])
  if (there.ino !== here.ino || there.dev !== here.dev) throw outside()
  return place
}

/**
 * Opens a regular file for reading whose real place is under `root` (itself a real path). The check is made on the open
 * file, so that a link swapped in between doesn't get through.
 * @throws NotRead for links that leave the root and for what is no regular file; the system's own errors else.
 */
export const openInside = async (root: string, path: string): Promise<FileHandle> => {
  const real = await realpath(path)
  if (!isInside(root, real)) throw outside()
  // Without O_NONBLOCK, opening a pipe would wait for its other end.
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const { isFile } = await handle.stat().then((found) => ({ isFile: found.isFile() }))
    if (!isFile) throw new NotRead('it is no regular file', true)
    if (!isInside(root, await placeOf(handle, real))) throw outside()
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}
