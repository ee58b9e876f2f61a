import { findPlaceholders } from './find-placeholders.ts'
import { replaceInText } from './replace-in-text.ts'
import type { Substitution } from './replace-in-text.ts'
import { createCommentScanner } from './scan-comment.ts'
import { createJsonScanner } from './scan-json.ts'
import type { TokenKind } from './scan-json.ts'
import type { Span } from './span.ts'

interface Token extends Span {
  readonly kind: TokenKind
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
const escaped = (value: string): string => JSON.stringify(value).slice(1, -1)
/** JSON has line breaks between tokens only, where nothing needs them. */
const onOneLine = (json: string): string => json.replaceAll(/[\r\n]+/g, '')

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
  const jsonOf = (value: string): string => {
    if (!isJson(value)) return JSON.stringify(value)
    return flat ? onOneLine(value.trim()) : value.trim()
  }
  /** A string between its quotes; Kibana's `"${x}"` becomes what JSON the value is, unless it is a key. */
  const stringToSend = (token: Token, isKey: boolean): string => {
    const written = text.slice(token.start, token.end)
    const [only] = written.startsWith('"${') && !isKey ? findPlaceholders(written, token.start) : []
    if (only !== undefined && only.start === token.start + 1 && only.end === token.end - 1) {
      const variable = substitution.resolve(only.name)
      if (variable.found) return jsonOf(variable.value)
    }
    return replaceInText(written, token.start, { ...substitution, encode: escaped })
  }
  const rawStringToSend = ({ start, end }: Token): string =>
    JSON.stringify(
      replaceInText(text.slice(start + 3, end - 3), start + 3, { ...substitution, encode: (value) => value }),
    )
  const placeholderToSend = ({ start, end }: Token): string => {
    const written = text.slice(start, end)
    const [placeholder] = findPlaceholders(written, start)
    const variable = placeholder && substitution.resolve(placeholder.name)
    if (variable?.found === true) return jsonOf(variable.value)
    if (placeholder !== undefined)
      substitution.unresolved(placeholder, { why: variable?.why ?? '', kept: false })
    return written
  }
  const pieces: string[] = []
  let at = body.start
  const copyTo = (end: number): void => {
    const between = text.slice(at, end)
    pieces.push(flat ? onOneLine(between) : between)
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
    const { kind } = token
    if (kind === 'comment') replace(token, '')
    else if (kind === ',' && /^[}\]]$/.test(following(index) ?? '')) replace(token, '')
    else if (kind === 'raw-string') replace(token, rawStringToSend(token))
    else if (kind === 'placeholder') replace(token, placeholderToSend(token))
    else if (kind === 'string') replace(token, stringToSend(token, following(index) === ':'))
  }
  copyTo(body.end)
  return pieces.join('')
}
