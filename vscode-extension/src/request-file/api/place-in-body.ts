import { createCommentScanner } from '../scan-comment.ts'
import { createJsonScanner } from '../scan-json.ts'
import type { TokenKind } from '../scan-json.ts'
import type { Span } from '../span.ts'

/** One object or list around a place: its name in the object around it, or its position in the list. */
export interface Step {
  /** Undefined for the body itself. */
  readonly at: string | number | undefined
  readonly kind: '{' | '['
  /** The bracket. */
  readonly start: number
}

export interface PlaceInBody {
  readonly kind: 'name' | 'value'
  /** What would be replaced, with its quotes. */
  readonly span: Span
  /** What is around it, the body first. */
  readonly steps: readonly Step[]
  /** The name that a value belongs to; its position in a list. */
  readonly at: string | number | undefined
  /** A quote is written already. */
  readonly quoted: boolean
  /** A colon follows the name. */
  readonly colon: boolean
  /** The names in the same object, with the strings that they hold. */
  readonly members: ReadonlyMap<string, string>
  /** What precedes has no comma after it. */
  readonly commaMissing: boolean
}

const nameOf = (written: string): string => written.replaceAll(/^"|"$/g, '')

/** The names of one object and the strings that they hold; `start` is its bracket. */
export const membersOf = (text: string, { start, end }: Span): ReadonlyMap<string, string> => {
  const scanner = createJsonScanner(text, createCommentScanner(text), { start, end })
  const members = new Map<string, string>()
  let depth = 0
  let string = ''
  let name: string | undefined
  while (scanner.next() !== 'end') {
    const { kind } = scanner
    if (kind === '{' || kind === '[') depth++
    if ((kind === '}' || kind === ']') && --depth === 0) break
    if (depth !== 1 || kind === 'comment') continue
    if (kind === ':') {
      members.set(string, '')
      name = string
    } else if (kind === 'string') {
      string = nameOf(text.slice(scanner.start, scanner.end))
      if (name !== undefined) members.set(name, string)
      name = undefined
    } else name = undefined
  }
  return members
}

interface Open {
  at: string | number | undefined
  kind: '{' | '['
  start: number
  /** The name whose value comes next, in an object; the position, in a list. */
  next: string | number | undefined
}

/**
 * Where `offset` stands in the bodies that begin after `from`. Undefined if it is in none: before, between or after
 * them. Works on what is being typed, so strings and brackets may be open.
 */
export const placeInBody = (
  text: string,
  { from, to, offset }: { from: number; to: number; offset: number },
): PlaceInBody | 'comment' | undefined => {
  const scanner = createJsonScanner(text, createCommentScanner(text), { start: from, end: offset })
  const open: Open[] = []
  let last: { kind: TokenKind; start: number; end: number } = { kind: 'end', start: from, end: from }
  let before: TokenKind = 'end'
  let string = ''
  while (scanner.next() !== 'end') {
    const { kind, start, end } = scanner
    if (kind === 'comment') {
      const toTheLine = !text.startsWith('/*', start) && !text.slice(end, offset).includes('\n')
      if (end > offset || toTheLine) return 'comment'
      continue
    }
    if (kind === 'unknown' && text.startsWith('"""', start)) return 'comment'
    before = last.kind
    last = { kind, start, end }
    if (end > offset || (end === offset && (kind === 'word' || kind === 'number' || kind === 'unknown')))
      break
    const around = open.at(-1)
    if (kind === '{' || kind === '[')
      open.push({ at: around?.next, kind, start, next: kind === '[' ? 0 : undefined })
    else if (kind === '}' || kind === ']') open.pop()
    else if (kind === 'string') string = nameOf(text.slice(start, end))
    else if (kind === ':' && around !== undefined) around.next = string
    else if (kind === ',' && around !== undefined)
      around.next = typeof around.next === 'number' ? around.next + 1 : undefined
  }
  const around = open.at(-1)
  if (around === undefined) return undefined
  // The token that the place is in, or right behind, while it is being typed.
  const isTyping = last.end >= offset && /^(?:word|number|unknown)$/.test(last.kind) && last.start < offset
  const isInside = isTyping || (last.kind === 'string' && last.end > offset)
  const previous = isInside ? before : last.kind
  const quoted = isInside && text.charCodeAt(last.start) === 34
  const restPattern = quoted ? /^[^"\n]*"?/ : /^[\w.]*/
  const rest = restPattern.exec(text.slice(offset, offset + 500))?.[0] ?? ''
  // What follows on the line is another token, unless the quote closes.
  const closes = !quoted || rest.endsWith('"')
  const span = { start: isInside ? last.start : offset, end: closes ? offset + rest.length : offset }
  const commaMissing = /^(?:string|raw-string|number|word|placeholder|\}|\])$/.test(previous)
  // After a value that no comma follows, the next name is being typed.
  const kind = around.kind === '[' || (around.next !== undefined && !commaMissing) ? 'value' : 'name'
  const object = { start: around.start, end: to }
  return {
    kind,
    span,
    steps: open.map(({ at, kind: bracket, start }) => ({ at, kind: bracket, start })),
    at: around.next,
    quoted,
    colon: /^[ \t]*:/.test(text.slice(span.end, span.end + 20)),
    members: around.kind === '{' ? membersOf(text, object) : new Map(),
    commaMissing,
  }
}
