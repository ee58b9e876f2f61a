import { createCommentScanner } from './scan-comment.ts'
import { createJsonScanner } from './scan-json.ts'
import type { TokenKind } from './scan-json.ts'
import type { Span } from './span.ts'

interface Previous {
  readonly kind: TokenKind | 'nothing'
  readonly end: number
  readonly isLineComment: boolean
  /** A comment in front of what follows on its line. */
  readonly leads: boolean
}

const isOpening = (kind: TokenKind | 'nothing'): boolean => kind === '{' || kind === '['
const isClosing = (kind: TokenKind): boolean => kind === '}' || kind === ']'

/** One body over several lines, two spaces a level. Tokens and comments stay as they are, to the letter. */
export const formatJson = (text: string, body: Span, eol: string): string => {
  const scanner = createJsonScanner(text, createCommentScanner(text), body)
  const pieces: string[] = []
  let depth = 0
  let previous: Previous = { kind: 'nothing', end: body.start, isLineComment: false, leads: false }
  // The last token that is no comment says what must follow it.
  let structure: TokenKind | 'nothing' = 'nothing'

  const newLine = (level: number): string => `${eol}${'  '.repeat(Math.max(0, level))}`
  const hasLineBreak = (start: number): boolean =>
    previous.isLineComment || text.slice(previous.end, start).includes('\n')
  const gap = (kind: TokenKind, start: number): string => {
    if (previous.kind === 'nothing') return ''
    if (kind === 'comment') return hasLineBreak(start) ? newLine(depth) : ' '
    if (isClosing(kind)) return isOpening(structure) && previous.kind !== 'comment' ? '' : newLine(depth - 1)
    if (previous.leads && !hasLineBreak(start)) return ' '
    if (previous.isLineComment || isOpening(structure) || structure === ',') {
      // A comma after a comment has its line already.
      if (kind !== ',' || previous.isLineComment) return newLine(depth)
    }
    if (kind === ',' || kind === ':') return ''
    return structure === ':' || previous.kind === 'comment' ? ' ' : ''
  }

  while (scanner.next() !== 'end') {
    const { kind, start, end } = scanner
    pieces.push(gap(kind, start), text.slice(start, end))
    if (isOpening(kind)) depth++
    if (isClosing(kind)) depth--
    const isLineComment = kind === 'comment' && !text.startsWith('/*', start)
    const leads = kind === 'comment' && !isLineComment && (previous.leads || hasLineBreak(start))
    previous = { kind, end, isLineComment, leads }
    if (kind !== 'comment') structure = kind
  }
  return pieces.join('')
}

/** One object on one line, as newline-delimited JSON wants it; undefined if it has what needs several lines. */
export const formatLine = (text: string, body: Span): string | undefined => {
  const scanner = createJsonScanner(text, createCommentScanner(text), body)
  const pieces: string[] = []
  while (scanner.next() !== 'end') {
    const { kind, start, end } = scanner
    const written = text.slice(start, end)
    if (kind === 'comment' || written.includes('\n')) return undefined
    pieces.push(written)
    if (kind === ',' || kind === ':') pieces.push(' ')
  }
  return pieces.join('')
}
