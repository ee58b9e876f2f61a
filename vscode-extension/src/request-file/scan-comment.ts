import { lineEnd, trimEnd } from './characters.ts'

export interface CommentScanner {
  /** Where the comment that begins at `at` ends, or -1 if none does. A block that is never closed ends with its line. */
  endOf(at: number): number
  /** Whether the block comment at `at` is closed. */
  isClosed(at: number): boolean
}

/** Finds the ends of comments: `#` and `//` to the end of the line, and blocks. */
export const createCommentScanner = (text: string): CommentScanner => {
  // Once a search for the end of a block found none, no later one can: without this, a file of openings costs n².
  let noBlockEndsAfter = text.length
  const blockEnd = (at: number): number => {
    if (at >= noBlockEndsAfter) return -1
    const end = text.indexOf('*/', at + 2)
    if (end === -1) noBlockEndsAfter = at
    return end === -1 ? -1 : end + 2
  }
  const ofLine = (at: number): number => trimEnd(text, at, lineEnd(text, at))
  return {
    endOf: (at) => {
      const code = text.charCodeAt(at)
      if (code === 35) return ofLine(at)
      if (code !== 47) return -1
      const second = text.charCodeAt(at + 1)
      if (second === 47) return ofLine(at)
      if (second !== 42) return -1
      const end = blockEnd(at)
      return end === -1 ? ofLine(at) : end
    },
    isClosed: (at) => !text.startsWith('/*', at) || blockEnd(at) !== -1,
  }
}
