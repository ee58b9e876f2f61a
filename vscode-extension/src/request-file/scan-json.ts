import { backslash, newline, quote } from './characters.ts'
import { placeholderEnd } from './find-placeholders.ts'
import type { CommentScanner } from './scan-comment.ts'

export type TokenKind =
  | '{'
  | '}'
  | '['
  | ']'
  | ','
  | ':'
  | 'string'
  | 'raw-string'
  | 'number'
  | 'word'
  | 'placeholder'
  | 'comment'
  | 'end'
  /** A string in single quotes. */
  | 'single-quoted'
  /** A string or comment that is never closed, or a character that has no place here. */
  | 'unknown'

/** One token at a time, in fields that the next one overwrites: a file of 5 MB has a million of them. */
export interface JsonScanner {
  kind: TokenKind
  start: number
  end: number
  /** In a string: the first escape or control character that JSON doesn't know, or -1. In a number: -1 if it is one. */
  flaw: number
  next(): TokenKind
  moveTo(at: number): void
}

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const escape = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y

const isEscape = (text: string, at: number): boolean => {
  escape.lastIndex = at
  return escape.test(text)
}
const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isWord = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isDigit(code) || code === 95 || code === 36

/** Reads tokens of JSON with what Console adds to it, from `at` to `limit`. Never throws; every token moves on. */
export const createJsonScanner = (
  text: string,
  comments: CommentScanner,
  { start: from = 0, end: limit = text.length } = {},
): JsonScanner => {
  let noRawEndsAfter = limit
  const scanner: JsonScanner = {
    kind: 'end',
    start: from,
    end: from,
    flaw: -1,
    moveTo: (at) => {
      scanner.end = at
    },
    next: () => {
      let at = scanner.end
      let code = text.charCodeAt(at)
      while (code === 32 || code === newline || code === 9 || code === 13) code = text.charCodeAt(++at)
      scanner.start = at
      scanner.flaw = -1
      if (at >= limit) {
        scanner.start = limit
        return token('end', limit)
      }
      return read(at, code)
    },
  }

  const token = (kind: TokenKind, end: number): TokenKind => {
    scanner.end = end
    scanner.kind = kind
    return kind
  }

  const string = (at: number): TokenKind => {
    let end = at + 1
    for (;;) {
      const code = text.charCodeAt(end)
      if (code === quote) return token('string', end + 1)
      if (code === newline || end >= limit) return token('unknown', end)
      if (code === backslash) {
        if (scanner.flaw === -1 && !isEscape(text, end)) scanner.flaw = end
        end++
        if (text.charCodeAt(end) === newline) continue
      } else if (code < 32 && scanner.flaw === -1) {
        scanner.flaw = end
      }
      end++
    }
  }

  const rawString = (at: number): TokenKind => {
    const end = at < noRawEndsAfter ? text.indexOf('"""', at + 3) : -1
    if (end !== -1 && end + 3 <= limit) return token('raw-string', end + 3)
    noRawEndsAfter = Math.min(noRawEndsAfter, at)
    return token('unknown', at + 3)
  }

  const numeral = (at: number): TokenKind => {
    let end = at + 1
    let plain = true
    for (;;) {
      const code = text.charCodeAt(end)
      if (isDigit(code)) end++
      else if (code === 46 || code === 43 || code === 45 || isWord(code)) {
        plain = false
        end++
      } else break
    }
    const first = text.charCodeAt(at)
    const simple = plain && first !== 45 && (first !== 48 || end === at + 1)
    if (!simple && !number.test(text.slice(at, end))) scanner.flaw = at
    return token('number', end)
  }

  const singleQuoted = (at: number): TokenKind => {
    let end = at + 1
    while (end < limit && text.charCodeAt(end) !== newline && text.charCodeAt(end) !== 39) end++
    return text.charCodeAt(end) === 39 ? token('single-quoted', end + 1) : token('unknown', end)
  }

  const word = (at: number): TokenKind => {
    let end = at + 1
    while (isWord(text.charCodeAt(end))) end++
    return token('word', end)
  }

  const read = (at: number, code: number): TokenKind => {
    if (code === quote)
      return text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote
        ? rawString(at)
        : string(at)
    if (code === 58) return token(':', at + 1)
    if (code === 44) return token(',', at + 1)
    if (code === 123) {
      const end = placeholderEnd(text, at)
      return end === -1 ? token('{', at + 1) : token('placeholder', end)
    }
    if (code === 125) return token('}', at + 1)
    if (code === 91) return token('[', at + 1)
    if (code === 93) return token(']', at + 1)
    if (isDigit(code) || code === 45) return numeral(at)
    if (code === 47 || code === 35) {
      const end = comments.endOf(at)
      if (end === -1) return token('unknown', at + 1)
      return token(comments.isClosed(at) ? 'comment' : 'unknown', end)
    }
    if (code === 39) return singleQuoted(at)
    return isWord(code) ? word(at) : token('unknown', at + 1)
  }
  return scanner
}
