import * as l10n from '@vscode/l10n'
import { createCommentScanner } from '../scan-comment.ts'
import { createJsonScanner } from '../scan-json.ts'
import type { Problem } from '../problem.ts'
import type { FileRequest, RequestFile } from '../request-file.ts'
import type { Span } from '../span.ts'
import type { ApiTable, ApiType } from './api-table.ts'
import { continuations, findEndpoint, methodsAt } from './find-endpoint.ts'
import { segmentsOf } from './place-at.ts'
import { membersOf } from './place-in-body.ts'
import { rootOf } from './suggest-in-body.ts'
import { alternatives, childrenOf, fitting } from './types-at.ts'

const warning = (code: string, message: string, span: Span): Problem => ({
  code,
  severity: 'warning',
  message,
  start: span.start,
  end: span.end,
})

/** How many letters must change to make one word of the other; `most` and beyond count as `most`. */
const distance = (a: string, b: string, most: number): number => {
  let before = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let row = 1; row <= a.length; row++) {
    const here = [row]
    for (let at = 1; at <= b.length; at++) {
      const change = a[row - 1] === b[at - 1] ? 0 : 1
      here.push(
        Math.min((here[at - 1] ?? most) + 1, (before[at] ?? most) + 1, (before[at - 1] ?? most) + change),
      )
    }
    before = here
  }
  return Math.min(before[b.length] ?? most, most)
}

const nearest = (word: string, among: Iterable<string>): string | undefined => {
  const most = word.length < 4 ? 2 : 3
  let best: { one: string; far: number } | undefined
  for (const one of among) {
    if (Math.abs(one.length - word.length) >= most) continue
    const far = distance(word, one, most)
    if (far < (best?.far ?? most)) best = { one, far }
  }
  return best?.one
}

/** A problem with the word that was likely meant, where there is one. */
const unknown = (
  { code, message, span, word }: { code: string; message: string; span: Span; word: string },
  among: Iterable<string>,
): Problem => {
  const meant = nearest(word, among)
  if (meant === undefined) return warning(code, message, span)
  return {
    ...warning(code, l10n.t('{0} Did you mean {1}?', message, meant), span),
    fix: { title: l10n.t('Write {0}', meant), edits: [{ ...span, text: meant }] },
  }
}

const inPath = (table: ApiTable, { method, target, targetSpan, methodSpan }: FileRequest): Problem[] => {
  const segments = segmentsOf(target)
  const others = methodsAt(table, target)
  if (others.length > 0) {
    return [
      warning(
        'api.method',
        l10n.t('There is no {0} here; this path takes {1}.', method, others.join(', ')),
        methodSpan,
      ),
    ]
  }
  let start = targetSpan.start + (target.length - target.replace(/^\/+/, '').length)
  for (const [at, segment] of segments.entries()) {
    const ways = continuations(table, method, segments.slice(0, at))
    const literals = new Set(ways.flatMap(({ rest: [first = ''] }) => (first.startsWith('{') ? [] : [first])))
    if (segment.startsWith('_') && !literals.has(segment)) {
      const message = l10n.t("Elastic's specification of the API has no {0} here.", segment)
      const span = { start, end: start + segment.length }
      return [unknown({ code: 'api.path', message, span, word: segment }, literals)]
    }
    start += segment.length + 1
  }
  return []
}

/** Names of a body that its type doesn't have; only where it is certain which type that is. */
const inBody = (text: string, body: Span, { table, root }: { table: ApiTable; root: number }): Problem[] => {
  const scanner = createJsonScanner(text, createCommentScanner(text), body)
  const problems: Problem[] = []
  const open: { types: ApiType[]; next: string | number | undefined }[] = []
  let string: Span & { name: string } = { start: 0, end: 0, name: '' }
  while (scanner.next() !== 'end') {
    const { kind, start, end } = scanner
    const around = open.at(-1)
    if (kind === '{' || kind === '[') {
      const here =
        around === undefined
          ? alternatives(table, root)
          : childrenOf(table, around.types, around.next ?? '').types
      // Of what may stand here, what an object can be; `any` stays, for then nothing is certain.
      const objects = here.filter(({ kind: one }) => one === 'object' || one === 'map' || one === 'any')
      const types =
        kind === '[' ? here : fitting(table, objects, () => membersOf(text, { start, end: body.end }))
      open.push({ types, next: kind === '[' ? 0 : undefined })
    } else if (kind === '}' || kind === ']') open.pop()
    else if (kind === ',' && typeof around?.next === 'number') around.next += 1
    else if (kind === 'string')
      string = { start: start + 1, end: end - 1, name: text.slice(start + 1, end - 1) }
    else if (kind === ':' && around !== undefined) {
      around.next = string.name
      const [only, ...more] = around.types
      if (only?.kind !== 'object' || more.length > 0 || only.rest !== undefined) continue
      const property = Object.hasOwn(only.properties, string.name) ? only.properties[string.name] : undefined
      if (property?.deprecated !== undefined)
        problems.push(
          warning(
            'api.deprecated',
            l10n.t('{0} is deprecated since {1}', string.name, property.deprecated),
            string,
          ),
        )
      if (property === undefined && !/[{$\\]/.test(string.name)) {
        const message = l10n.t(
          "Elastic's specification of the API has no {0} here.",
          JSON.stringify(string.name),
        )
        const { start: from, end: to } = string
        const about = { code: 'api.name', message, span: { start: from, end: to }, word: string.name }
        problems.push(unknown(about, Object.keys(only.properties)))
      }
    }
  }
  return problems
}

/** What Elasticsearch's API would not understand in a request, as far as its specification says. */
const inRequest = (table: ApiTable, text: string, request: FileRequest): Problem[] => {
  const { target, targetSpan, methodSpan } = request
  // A placeholder can hold a whole path; date math has slashes of its own.
  if (target === '' || /[{$<%]|^\/?kbn:/i.test(segmentsOf(target)[0] ?? '')) return []
  const found = findEndpoint(table, request.method, target)
  if (found === undefined) return /[{$]/.test(target) ? [] : inPath(table, request)
  const { endpoint } = found
  const deprecated =
    endpoint.deprecated === undefined
      ? []
      : [
          warning(
            'api.deprecated',
            l10n.t('This API is deprecated since {0}', endpoint.deprecated),
            methodSpan,
          ),
        ]
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  let at = targetSpan.start + path.length + 1
  const parameters = query.split('&').flatMap((pair) => {
    const name = pair.split('=')[0] ?? ''
    const span = { start: at, end: at + name.length }
    at += pair.length + 1
    if (name === '' || /[{$%]/.test(name)) return []
    const property = Object.hasOwn(endpoint.query, name) ? endpoint.query[name] : undefined
    if (property?.deprecated !== undefined)
      return [
        warning('api.deprecated', l10n.t('{0} is deprecated since {1}', name, property.deprecated), span),
      ]
    if (property !== undefined) return []
    const message = l10n.t("Elastic's specification of this API has no parameter {0}.", name)
    return [unknown({ code: 'api.parameter', message, span, word: name }, Object.keys(endpoint.query))]
  })
  const root = rootOf(table, endpoint)
  const bodies =
    root === undefined ? [] : request.bodies.flatMap((body) => inBody(text, body, { table, root }))
  return [...deprecated, ...parameters, ...bodies]
}

/** Everything in a file that Elasticsearch's API would not understand, each as a warning: a cluster may know more. */
export const checkAgainstApi = (table: ApiTable, file: RequestFile): Problem[] =>
  file.requests.flatMap((request) => (request.broken ? [] : inRequest(table, file.text, request)))
