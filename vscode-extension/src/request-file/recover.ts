import { lineEnd, newline, skipLineSpace } from './characters.ts'
import { methodEnd } from './methods.ts'

/** Whether the line at `start` is empty or begins with a comment. */
const isBetweenRequests = (text: string, start: number): boolean => {
  const at = skipLineSpace(text, start)
  const code = text.charCodeAt(at)
  return at >= text.length || code === newline || code === 35 || text.startsWith('//', at)
}

/**
 * Where to go on after an error at `from`: at the next line that begins with a method, with the comments right above
 * it, for they belong to it; else at the end.
 */
export const recover = (text: string, from: number): number => {
  let comments = -1
  for (let at = lineEnd(text, from) + 1; at < text.length; at = lineEnd(text, at) + 1) {
    if (methodEnd(text, at) !== -1) return comments === -1 ? at : comments
    if (!isBetweenRequests(text, at)) comments = -1
    else if (comments === -1) comments = at
  }
  return text.length
}
