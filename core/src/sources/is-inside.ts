import { relative, sep } from 'node:path'

/** Whether a path lies under a folder; both as they really are, without links. */
export const isInside = (root: string, path: string): boolean => {
  const way = relative(root, path)
  return (
    way !== '' &&
    way !== '..' &&
    !way.startsWith(`..${sep}`) &&
    !way.startsWith(sep) &&
    !/^[a-zA-Z]:/.test(way)
  )
}
