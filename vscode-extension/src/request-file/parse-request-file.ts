import * as l10n from '@vscode/l10n'
import { lineEnd, newline, skipLineSpace, trimEnd } from './characters.ts'
import { methodEnd } from './methods.ts'
import { parseBodies } from './parse-bodies.ts'
import { lastValue, parseDirective } from './parse-directive.ts'
import { parseRequestLine } from './parse-request-line.ts'
import type { Problem } from './problem.ts'
import { recover } from './recover.ts'
import { problemOfUnknown } from './problem-of-unknown.ts'
import type { Directive, FilePart, FileRequest, RequestFile } from './request-file.ts'
import { createCommentScanner } from './scan-comment.ts'
import { createJsonScanner } from './scan-json.ts'

/** The end of the white space at `at`, line ends with it. */
const skipBlank = (text: string, at: number): number => {
  let end = skipLineSpace(text, at)
  while (text.charCodeAt(end) === newline) end = skipLineSpace(text, end + 1)
  return end
}

/** The end of `start`..`end` without the white space before it. */
const trimBlank = (text: string, start: number, end: number): number => {
  let trimmed = trimEnd(text, start, end)
  while (trimmed > start && text.charCodeAt(trimmed - 1) === newline)
    trimmed = trimEnd(text, start, trimmed - 1)
  return trimmed
}

/**
 * Reads a request file: all of Kibana's Console, and what the comments say to Patchbay. Never throws, whatever the
 * text; after an error it goes on at the next request. The time is linear in the length.
 */
export const parseRequestFile = (text: string): RequestFile => {
  const comments = createCommentScanner(text)
  const scanner = createJsonScanner(text, comments)
  const parts: FilePart[] = []
  const requests: FileRequest[] = []
  const directives: Directive[] = []
  const problems: Problem[] = []
  let pending: Directive[] = []
  let cluster: string | undefined
  let at = 0

  const add = (kind: FilePart['kind'], end: number): void => {
    if (end > at) parts.push({ kind, start: at, end })
    at = end
  }
  const comment = (end: number): void => {
    const directive = parseDirective(text, { start: at, end })
    if (directive !== undefined) {
      pending.push(directive)
      directives.push(directive)
      if (directive.name === 'cluster' && directive.value !== '') cluster = directive.value
    }
    if (!comments.isClosed(at))
      problems.push({
        code: 'comment.not-closed',
        severity: 'error',
        message: l10n.t('This comment is never closed: */ is missing.'),
        start: at,
        end,
      })
    add('comment', end)
  }

  const request = (endOfMethod: number): void => {
    let broken = false
    const report = (problem: Problem): void => {
      problems.push(problem)
      if (problem.severity === 'error') broken = true
    }
    const methodSpan = { start: at, end: endOfMethod }
    const line = parseRequestLine(text, { method: methodSpan, comments, report })
    const { bodies, end: read, lost } = parseBodies(text, line.end, { scanner, comments, report })
    // What can't be understood belongs to the request that it broke.
    const end = lost === -1 ? read : trimBlank(text, line.end, recover(text, lost))
    requests.push({
      start: at,
      end,
      method: text.slice(at, endOfMethod).toUpperCase(),
      methodSpan,
      target: text.slice(line.targetSpan.start, line.targetSpan.end),
      targetSpan: line.targetSpan,
      bodies,
      directives: pending,
      name: lastValue(pending, 'name'),
      cluster,
      confirm: pending.some((directive) => directive.name === 'confirm'),
      broken,
    })
    pending = []
    add('request', end)
  }

  while (at < text.length) {
    add('blank', skipBlank(text, at))
    if (at >= text.length) break
    const commentEnd = comments.endOf(at)
    if (commentEnd !== -1) {
      comment(commentEnd)
      continue
    }
    const endOfMethod = methodEnd(text, at)
    if (endOfMethod !== -1) {
      request(endOfMethod)
      continue
    }
    const end = trimEnd(text, at, lineEnd(text, at))
    problems.push(problemOfUnknown(text, { start: at, end }, requests.at(-1)))
    pending = []
    add('unknown', trimBlank(text, at, recover(text, at)))
  }
  return { text, parts, requests, directives, problems }
}
