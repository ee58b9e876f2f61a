import { findPlaceholders } from './find-placeholders.ts'
import type { Placeholder } from './find-placeholders.ts'
import type { ResolveVariable } from './resolve-variables.ts'
import { createCommentScanner } from './scan-comment.ts'
import { createJsonScanner } from './scan-json.ts'
import type { TokenKind } from './scan-json.ts'
import type { Span } from './span.ts'

interface Token extends Span {
  readonly kind: TokenKind
}

export interface Substitution {
  readonly resolve: ResolveVariable
  /** Called for each placeholder without a value: `kept` if its text is sent as it stands. */
  readonly unresolved: (placeholder: Placeholder, kept: boolean) => void
}

const isJson = (value: string): boolean => {
  try {
    JSON.parse(value)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
const jsonOf = (value: string): string => (isJson(value) ? value.trim() : JSON.stringify(value))
const escaped = (value: string): string => JSON.stringify(value).slice(1, -1)

/** Text with its placeholders replaced; `encode` makes values safe for where they stand. */
const replaceIn = (
  text: string,
  offset: number,
  { resolve, unresolved, encode }: Substitution & { encode: (value: string) => string },
): string => {
  if (!text.includes('{')) return text
  let at = 0
  let result = ''
  for (const placeholder of findPlaceholders(text, offset)) {
    const variable = resolve(placeholder.name)
    if (!variable.found) {
      unresolved(placeholder, true)
      continue
    }
    result += text.slice(at, placeholder.start - offset) + encode(variable.value)
    at = placeholder.end - offset
  }
  return result + text.slice(at)
}

/** A string between its quotes; Kibana's `"${x}"` becomes what JSON the value is, unless it is a key. */
const stringToSend = (text: string, token: Token, options: Substitution & { isKey: boolean }): string => {
  const written = text.slice(token.start, token.end)
  const [only] = written.startsWith('"${') && !options.isKey ? findPlaceholders(written, token.start) : []
  if (only !== undefined && only.start === token.start + 1 && only.end === token.end - 1) {
    const variable = options.resolve(only.name)
    if (variable.found) return jsonOf(variable.value)
  }
  return replaceIn(written, token.start, { ...options, encode: escaped })
}

const tokensOf = (text: string, body: Span): Token[] => {
  const scanner = createJsonScanner(text, createCommentScanner(text), body)
  const tokens: Token[] = []
  while (scanner.next() !== 'end') {
    const { kind, start, end } = scanner
    tokens.push({ kind, start, end })
  }
  return tokens
}

/**
 * One body as it is sent: what was written, byte for byte, but without comments and commas too many, with `"""` made
 * JSON strings and placeholders replaced. On one line if `flat`, as newline-delimited JSON needs it.
 */
export const bodyToSend = (
  text: string,
  body: Span,
  { flat, ...substitution }: Substitution & { flat: boolean },
): string => {
  const tokens = tokensOf(text, body)
  const pieces: string[] = []
  let at = body.start
  const copyTo = (end: number): void => {
    const between = text.slice(at, end)
    pieces.push(flat && between.includes('\n') ? between.replaceAll(/\s*\n\s*/g, '') : between)
  }
  const replace = ({ start, end }: Token, piece: string): void => {
    copyTo(start)
    pieces.push(piece)
    at = end
  }
  const following = (index: number): TokenKind | undefined => {
    let next = index + 1
    while (tokens[next]?.kind === 'comment') next++
    return tokens[next]?.kind
  }
  for (const [index, token] of tokens.entries()) {
    const { kind, start, end } = token
    if (kind === 'comment') replace(token, '')
    else if (kind === ',' && /^[}\]]$/.test(following(index) ?? '')) replace(token, '')
    else if (kind === 'raw-string')
      replace(
        token,
        JSON.stringify(
          replaceIn(text.slice(start + 3, end - 3), start + 3, { ...substitution, encode: (value) => value }),
        ),
      )
    else if (kind === 'placeholder') {
      const [placeholder] = findPlaceholders(text.slice(start, end), start)
      const variable = placeholder && substitution.resolve(placeholder.name)
      if (placeholder !== undefined && variable?.found === false) substitution.unresolved(placeholder, false)
      if (variable?.found === true) {
        // White space of the value is its own affair, but one line is one line.
        const value = jsonOf(variable.value)
        replace(token, flat ? value.replaceAll(/\s*\n\s*/g, '') : value)
      }
    } else if (kind === 'string') {
      replace(token, stringToSend(text, token, { ...substitution, isKey: following(index) === ':' }))
    } else {
      // Only the white space around it may change; `copyTo` sees it between this token and the next.
      copyTo(start)
      pieces.push(text.slice(start, end))
      at = end
    }
  }
  copyTo(body.end)
  return pieces.join('')
}
