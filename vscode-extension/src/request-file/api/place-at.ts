import { lineEnd, skipLineSpace } from '../characters.ts'
import { findPlaceholders } from '../find-placeholders.ts'
import { methods } from '../methods.ts'
import type { FileRequest, RequestFile } from '../request-file.ts'
import type { Span } from '../span.ts'
import { placeInBody } from './place-in-body.ts'
import type { PlaceInBody } from './place-in-body.ts'

/** What stands at a place of a request file, and what may be written there. `span` is what would be replaced. */
export type Place = { readonly span: Span } & (
  | { readonly kind: 'method' }
  /** `# @…`; `value` once the directive's name is written. */
  | { readonly kind: 'directive'; readonly name: string; readonly part: 'name' | 'value' }
  /** Inside `{{…}}` or `${…}`; whether its end is written. */
  | { readonly kind: 'variable'; readonly close: string }
  | { readonly kind: 'segment'; readonly request: FileRequest; readonly before: readonly string[] }
  /** The path behind `kbn:`. */
  | { readonly kind: 'kibana-path'; readonly request: FileRequest }
  | { readonly kind: 'parameter'; readonly request: FileRequest; readonly present: ReadonlySet<string> }
  | { readonly kind: 'parameter-value'; readonly request: FileRequest; readonly name: string }
  | ({ readonly request: FileRequest } & PlaceInBody)
)

/** The path of a target as segments, without its query and the slash in front. */
export const segmentsOf = (target: string): string[] =>
  (target.split('?')[0] ?? '').replace(/^\/+/, '').split('/')

const openVariable = /(?:(?<!\{)\{\{[ \t]*|\$\{)([\p{L}\p{N}_.$[\]-]*)$/u
const directive = /^[ \t]*(?:#+|\/\/+)[ \t]*@([\w-]*)([ \t]+)?(.*)$/

const inVariable = (text: string, lineStart: number, offset: number): Place | undefined => {
  const found = openVariable.exec(text.slice(Math.max(lineStart, offset - 200), offset))
  if (found === null) return undefined
  const start = offset - (found[1] ?? '').length
  const rest = /^[\p{L}\p{N}_.$[\]-]*/u.exec(text.slice(offset, offset + 200))?.[0] ?? ''
  const end = offset + rest.length
  const close = found[0].startsWith('$') ? '}' : '}}'
  return {
    kind: 'variable',
    span: { start, end },
    close: /^[ \t]*\}/.test(text.slice(end, end + 20)) ? '' : close,
  }
}

const inTarget = (file: RequestFile, request: FileRequest, offset: number): Place | undefined => {
  const start = skipLineSpace(file.text, request.methodSpan.end)
  if (offset < start) return undefined
  const written = file.text.slice(start, offset)
  // Spaces end the target, but for those of `{{ name }}`.
  const plain = findPlaceholders(written).reduce(
    (rest, { start: at, end }) => rest.slice(0, at) + 'x'.repeat(end - at) + rest.slice(end),
    written,
  )
  if (/\s/.test(plain)) return undefined
  const kibana = /^\/?kbn:\/?/i.exec(plain)?.[0]
  if (kibana !== undefined) {
    // Its parameters are Kibana's to know.
    if (plain.includes('?')) return undefined
    const rest = /^[^?\s]*/.exec(file.text.slice(offset, Math.max(offset, request.targetSpan.end)))?.[0] ?? ''
    return { kind: 'kibana-path', request, span: { start: start + kibana.length, end: offset + rest.length } }
  }
  const target = file.text.slice(start, Math.max(offset, request.targetSpan.end))
  const [path = '', query] = written.split(/\?(.*)/s)
  if (query === undefined) {
    const before = segmentsOf(path)
    const typed = before.pop() ?? ''
    const rest = /^[^/?\s]*/.exec(target.slice(written.length))?.[0] ?? ''
    return {
      kind: 'segment',
      request,
      before,
      span: { start: offset - typed.length, end: offset + rest.length },
    }
  }
  const pairs = query.split('&')
  const [name = '', value] = (pairs.pop() ?? '').split(/=(.*)/s)
  const rest = /^[^=&\s]*/.exec(target.slice(written.length))?.[0] ?? ''
  const end = offset + rest.length
  if (value !== undefined) {
    const [last = ''] = value.split(',').slice(-1)
    return { kind: 'parameter-value', request, name, span: { start: offset - last.length, end } }
  }
  const all = new URLSearchParams(target.split(/\?(.*)/s)[1] ?? '')
  const present = new Set([...all.keys()].filter((one) => one !== name + rest))
  return { kind: 'parameter', request, present, span: { start: offset - name.length, end } }
}

/** What may be written at a place of a file; undefined where nothing is known. */
export const placeAt = (file: RequestFile, offset: number): Place | undefined => {
  const { text } = file
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const line = text.slice(lineStart, offset)
  const comment = directive.exec(line)
  if (comment !== null) {
    const [, name = '', gap, value = ''] = comment
    if (gap === undefined)
      return { kind: 'directive', name: '', part: 'name', span: { start: offset - name.length, end: offset } }
    return { kind: 'directive', name, part: 'value', span: { start: offset - value.length, end: offset } }
  }
  const variable = inVariable(text, lineStart, offset)
  if (variable !== undefined) return variable
  const request = file.requests.findLast(({ methodSpan }) => methodSpan.end < offset)
  if (request !== undefined) {
    const eol = lineEnd(text, request.methodSpan.end)
    if (offset <= eol) return inTarget(file, request, offset)
    const body = placeInBody(text, { from: eol, to: Math.max(request.end, offset), offset })
    if (body === 'comment') return undefined
    if (body !== undefined) return { ...body, request }
  }
  const word = /^[ \t]*([A-Za-z]*)$/.exec(line)?.[1]
  if (
    word === undefined ||
    (word !== '' && !methods.some((method) => method.startsWith(word[0]?.toUpperCase() ?? '')))
  )
    return undefined
  const rest = /^[A-Za-z]*/.exec(text.slice(offset, offset + 20))?.[0] ?? ''
  return { kind: 'method', span: { start: offset - word.length, end: offset + rest.length } }
}
