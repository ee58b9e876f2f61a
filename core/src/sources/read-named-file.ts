import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'

/** Bytes: a list of people may be long, a key or certificate never is. */
const largest = 16 * 1024 * 1024

/**
 * A file of the machine that reads, as a configuration names it. Whoever configures a connector may name anything: a device
 * that never ends, a pipe at which nobody writes.
 * @throws the system's own errors, and one for what is no regular file, or too large for any use.
 */
export const readNamedFile = async (path: string): Promise<Buffer> => {
  // Without O_NONBLOCK, opening a pipe would wait for its other end.
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  if (!(await file.stat()).isFile()) throw new Error('It is no regular file.')
  // What the system tells of itself has no size beforehand.
  const bytes = await buffer(file.createReadStream({ end: largest, autoClose: false }))
  if (bytes.length > largest) throw new Error('It is too large.')
  return bytes
}
