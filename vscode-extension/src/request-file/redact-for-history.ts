import { parseRequestFile } from './parse-request-file.ts'
import { createCommentScanner } from './scan-comment.ts'
import { createJsonScanner } from './scan-json.ts'
import type { JsonScanner, TokenKind } from './scan-json.ts'
import { isSensitiveName } from './sensitive-name.ts'
import { applyEdits } from './span.ts'
import type { Span, TextEdit } from './span.ts'

const hidden = '[secret]'
const placeholderOnly = /^"(?:\{\{[^{}]*\}\}|\$\{[^{}]*\})"$/
// Their body is a secret under a name that doesn't tell.
const secretStore = /^\/?_connector\/_secret\b/
const scalars: ReadonlySet<TokenKind> = new Set([
  'string',
  'raw-string',
  'number',
  'single-quoted',
  'unknown',
])

/** Secrets in what isn't JSON: paths, comments, text inside strings. */
const coverText = (text: string): string =>
  text
    .replaceAll(/\b(ApiKey|Basic|Bearer)([ \t]+)[\w+/=.~-]{8,}/gi, `$1$2${hidden}`)
    // https://ada:password@host
    .replaceAll(/(:\/\/[^\s:/@"]{1,200}:)[^\s/@"]{1,200}@/g, `$1${hidden}@`)
    // password=x in a query string; "# @var api_key = x"; "// password: x".
    .replaceAll(
      /([\p{L}\w-]{2,60})([ \t]*=[ \t]*|:[ \t]*)([^\s&"'{}[\]]+)/gu,
      (all, name: string, sign: string) => (isSensitiveName(name) ? `${name}${sign}${hidden}` : all),
    )

/** Covers strings and numbers below a sensitive name, at any depth. Works on tokens, for a broken body has secrets too. */
const coverValues = (scanner: JsonScanner, text: string, everything: boolean): TextEdit[] => {
  const edits: TextEdit[] = []
  // One entry for each open bracket: whether all in it is covered.
  const open: boolean[] = [everything]
  let name = ''
  let isUnder = false
  let last: { edit: TextEdit; cover: boolean; written: string } | undefined
  const settle = (isName: boolean): void => {
    if (last?.cover === true && !isName) edits.push(last.edit)
    if (isName) name = last?.written ?? ''
    last = undefined
  }
  while (scanner.next() !== 'end') {
    const { kind, start, end } = scanner
    if (kind === 'comment') continue
    settle(kind === ':')
    const inside = open.at(-1) === true
    if (kind === '{' || kind === '[') open.push(inside || isUnder)
    else if (kind === '}' || kind === ']') {
      if (open.length > 1) open.pop()
    } else if (scalars.has(kind) || kind === 'word') {
      const written = text.slice(start, end)
      const isSecret = (inside || isUnder) && scalars.has(kind) && !placeholderOnly.test(written)
      last = {
        edit: { start, end, text: JSON.stringify(hidden) },
        cover: isSecret,
        written: written.replaceAll(/^["']+|["']+$/g, ''),
      }
    }
    isUnder = kind === ':' && isSensitiveName(name)
  }
  settle(false)
  return edits
}

/**
 * The text of requests as history may keep it: authorization, passwords and keys are covered, placeholders stay. Give
 * it what is in the file, before variables are replaced.
 */
export const redactForHistory = (text: string): string => {
  const file = parseRequestFile(text)
  // One for all: it remembers that a comment is never closed.
  const comments = createCommentScanner(text)
  const scan = (span: Span): JsonScanner => createJsonScanner(text, comments, span)
  const inRequests = file.requests.flatMap((request) => {
    const rest = { start: request.targetSpan.end, end: request.end }
    return coverValues(scan(rest), text, secretStore.test(request.target))
  })
  const elsewhere = file.parts
    .filter((part) => part.kind === 'unknown')
    .flatMap((part) => coverValues(scan(part), text, false))
  return coverText(applyEdits(text, [...inRequests, ...elsewhere]))
}
