import type { RequestFile } from './request-file.ts'
import { createCommentScanner } from './scan-comment.ts'
import { createJsonScanner } from './scan-json.ts'
import type { Span } from './span.ts'

export interface Fold extends Span {
  readonly kind: 'request' | 'comment' | 'body'
}

/** The number of the line of an offset; asked for in rising order, so that the text is walked once. */
const createLineCounter = (text: string): ((offset: number) => number) => {
  let line = 0
  let next = text.indexOf('\n')
  return (offset) => {
    while (next !== -1 && next < offset) {
      line++
      next = text.indexOf('\n', next + 1)
    }
    return line
  }
}

/** What can be folded: requests, runs of comments, and objects, lists and long texts over several lines in bodies. */
export const foldingRanges = ({ text, parts, requests }: RequestFile): Fold[] => {
  const folds: Fold[] = []
  const add = (kind: Fold['kind'], start: number, end: number): void => {
    if (text.slice(start, end).includes('\n')) folds.push({ kind, start, end })
  }
  let comments: Span | undefined
  for (const part of parts) {
    if (part.kind === 'comment') comments = { start: comments?.start ?? part.start, end: part.end }
    // An empty line ends a run of comments.
    else if (part.kind !== 'blank' || text.slice(part.start, part.end).split('\n').length > 2) {
      if (comments !== undefined) add('comment', comments.start, comments.end)
      comments = undefined
    }
  }
  if (comments !== undefined) add('comment', comments.start, comments.end)
  const lineOf = createLineCounter(text)
  const scanner = createJsonScanner(text, createCommentScanner(text))
  for (const request of requests) {
    add('request', request.start, request.end)
    for (const body of request.bodies) {
      const open: { start: number; line: number }[] = []
      scanner.moveTo(body.start)
      while (scanner.end < body.end) {
        const kind = scanner.next()
        if (kind === '{' || kind === '[') open.push({ start: scanner.start, line: lineOf(scanner.start) })
        if (kind === 'raw-string' || kind === 'comment') add('body', scanner.start, scanner.end)
        const opening = kind === '}' || kind === ']' ? open.pop() : undefined
        if (opening !== undefined && lineOf(scanner.start) > opening.line)
          folds.push({ kind: 'body', start: opening.start, end: scanner.end })
      }
    }
  }
  return folds.toSorted((a, b) => a.start - b.start || b.end - a.end)
}
